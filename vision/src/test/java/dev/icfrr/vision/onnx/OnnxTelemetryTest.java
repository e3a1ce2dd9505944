package dev.icfrr.vision.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The telemetry of ONNX Runtime recurses over the command line: a long one must not end the JVM. */
class OnnxTelemetryTest {
    private static final int LONG = 60_000;

    @Test
    void aLongCommandLineDoesNotEndTheProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Prints.class.getName(),
                        "a".repeat(LONG))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("ONNX Runtime").contains("CPU");
    }

    /** Prints the version of ONNX Runtime, which makes its environment. */
    static final class Prints {
        public static void main(String[] arguments) {
            System.out.println(OnnxEngine.description());
        }
    }
}
