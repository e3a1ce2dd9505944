package dev.icfrr.spark.command;

import java.io.PrintWriter;
import java.util.function.Consumer;

/** Prints messages of a job, from any thread. */
record JobLog(PrintWriter err) implements Consumer<String> {
    @Override
    public void accept(String message) {
        synchronized (err) {
            err.println("icfrr-spark: " + message);
            err.flush();
        }
    }
}
