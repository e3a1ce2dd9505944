/**
 * {@code icfrr serve} and {@code demo}: run the server, and make the demo's gallery. Only this package uses classes of
 * the server. The launcher adds them to the class path for these two commands alone, so that the others start faster.
 */
@NullMarked
package dev.icfrr.cli.serve;

import org.jspecify.annotations.NullMarked;
