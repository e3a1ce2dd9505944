/** The jobs as commands: options, messages, exit codes and the connection to Spark. */
@NullMarked
package dev.icfrr.spark.command;

import org.jspecify.annotations.NullMarked;
