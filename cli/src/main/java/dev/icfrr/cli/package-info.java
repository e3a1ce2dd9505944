/** The {@code icfrr} command: one class per subcommand, which reads options, calls the library and prints. */
@NullMarked
package dev.icfrr.cli;

import org.jspecify.annotations.NullMarked;
