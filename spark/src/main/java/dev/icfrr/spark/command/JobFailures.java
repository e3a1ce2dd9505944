package dev.icfrr.spark.command;

import java.io.IOException;
import java.io.PrintWriter;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns exceptions, here or in a task, into a message and an exit code: 2 for input and options, 1 for other faults.
 */
public final class JobFailures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (parsed.hasMatchedOption("--debug")) {
            failure.printStackTrace(err);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                err.println(
                        "icfrr-spark: a task ran out of memory: give executors more memory, or reduce --block-rows");
                return CommandLine.ExitCode.USAGE;
            }
            if (cause instanceof IllegalStateException && firstLine(cause).contains("stopped SparkContext")) {
                err.println("icfrr-spark: the cluster cannot be reached or ended the job; see Spark's message above");
                return CommandLine.ExitCode.SOFTWARE;
            }
            if (cause instanceof IllegalArgumentException
                    || cause instanceof IOException
                    || cause instanceof AnalysisException) {
                err.println("icfrr-spark: " + firstLine(cause));
                return CommandLine.ExitCode.USAGE;
            }
        }
        err.println(
                failure instanceof SparkException
                        ? "icfrr-spark: the job failed, see below"
                        : "icfrr-spark: this is a fault of the program; please report it with the lines below");
        failure.printStackTrace(err);
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Spark appends plans and stacks to its messages. */
    private static String firstLine(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
