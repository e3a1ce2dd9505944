package dev.icfrr.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.spark.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class JobFailuresTest {

    private static String message(Exception failure, int code) {
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err));
        assertThat(new JobFailures().handleExecutionException(failure, command, command.parseArgs()))
                .isEqualTo(code);
        return err.toString();
    }

    /** Spark throws this when no master answers, or the cluster stops during a job. */
    @Test
    void aLostClusterIsNotReportedAsAFaultOfTheProgram() {
        assertThat(message(
                        new IllegalStateException("Cannot call methods on a stopped SparkContext.\nThis stopped"), 1))
                .contains("the cluster cannot be reached or ended the job")
                .doesNotContain("report", "\tat ");
    }

    @Test
    void otherFaultsAreShownWithTheirStackTrace() {
        assertThat(message(new IllegalStateException("what"), 1)).contains("fault of the program", "\tat ");
        assertThat(message(new RuntimeException(new IllegalArgumentException("no such file\nand more")), 2))
                .isEqualToNormalizingNewlines("icfrr-spark: no such file\n");
    }
}
