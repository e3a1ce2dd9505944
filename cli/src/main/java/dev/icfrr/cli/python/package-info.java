/**
 * The calls of the Python package {@code icfrr}. A call has a name, a request in JSON and a result in JSON. Arrays are
 * not copied: a request names their addresses in the memory of the Python process, or files that hold them.
 */
@NullMarked
package dev.icfrr.cli.python;

import org.jspecify.annotations.NullMarked;
