package dev.icfrr.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapOptionTest {
    /** Prints how much memory its JVM may take. */
    static final class Limit {
        public static void main(String[] arguments) {
            System.out.println(Runtime.getRuntime().maxMemory());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {50_000_000, 1_234_567_890})
    void aJvmWithTheSettingMayTakeAsMuchAsNeeded(long bytes) throws IOException {
        String option = HeapOption.of(bytes).replace("ICFRR_JAVA_OPTS=", "");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Limit.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(Long.parseLong(printed)).isBetween(bytes, bytes * 11 / 10);
    }
}
