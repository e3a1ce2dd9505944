/**
 * What a command shows: progress, tables of fields, sizes, error messages and the version. Nothing here knows a command.
 */
@NullMarked
package dev.icfrr.cli.console;

import org.jspecify.annotations.NullMarked;
