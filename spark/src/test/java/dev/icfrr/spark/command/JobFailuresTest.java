package dev.icfrr.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.spark.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class JobFailuresTest {

    private static String told(Exception failure, int code) {
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err));
        assertThat(new JobFailures().handleExecutionException(failure, command, command.parseArgs()))
                .isEqualTo(code);
        return err.toString();
    }

    /** What a job meets when no master answers, or the cluster stops in the middle. */
    @Test
    void aClusterThatIsGoneIsNoFaultOfTheProgram() {
        assertThat(told(new IllegalStateException("Cannot call methods on a stopped SparkContext.\nThis stopped"), 1))
                .contains("the cluster cannot be reached or ended the job")
                .doesNotContain("report", "\tat ");
    }

    @Test
    void otherFaultsAreShownWhole() {
        assertThat(told(new IllegalStateException("what"), 1)).contains("fault of the program", "\tat ");
        assertThat(told(new RuntimeException(new IllegalArgumentException("no such file\nand more")), 2))
                .isEqualToNormalizingNewlines("icfrr-spark: no such file\n");
    }
}
