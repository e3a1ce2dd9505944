/** The {@code icfrr} command: one class per subcommand, which reads options, calls the library and prints. */
package dev.icfrr.cli;
