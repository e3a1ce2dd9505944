/**
 * Runs the server from the shell, and makes what {@code icfrr demo} shows. Only this package touches classes of the
 * server: the launcher puts them on the class path for its commands alone, so that the others start without them.
 */
@NullMarked
package dev.icfrr.cli.serve;

import org.jspecify.annotations.NullMarked;
