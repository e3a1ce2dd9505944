/**
 * Terminal input and output of all commands: help, tables, CSV, progress, sizes, error messages and the version.
 * Nothing here depends on a single command.
 */
@NullMarked
package dev.icfrr.cli.console;

import org.jspecify.annotations.NullMarked;
