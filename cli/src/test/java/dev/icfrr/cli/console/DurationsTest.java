package dev.icfrr.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {

    @Test
    void durationsAreWrittenForPeople() {
        assertThat(Durations.text(Duration.ofMillis(2_340))).isEqualTo("2.3 s");
        assertThat(Durations.text(Duration.ofSeconds(65))).isEqualTo("65 s");
        assertThat(Durations.text(Duration.ofMinutes(28))).isEqualTo("28 min");
        assertThat(Durations.text(Duration.ofHours(5))).isEqualTo("5.0 h");
    }
}
