package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.server.http.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every hostile request gets a 4xx with a problem that reveals nothing about the program. */
class HostileRequestsTest {
    private static TestServer server;
    private static String folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary.toString();
        Limits standard = Limits.standard();
        Limits limits = new Limits(
                HostileRequests.MOST_BYTES,
                10 * HostileRequests.MOST_BYTES,
                standard.bytesPerSecond(),
                standard.uploadGrace(),
                HostileRequests.MOST_PIXELS,
                50,
                100,
                10,
                5,
                2,
                16,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                standard.stopTime());
        server = TestServer.start(
                Galleries.doodles(temporary.resolve("index"), 3, 6),
                TestServer.settings(Optional.empty(), false, limits));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<HostileRequests.Case> cases() {
        return HostileRequests.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyHostileRequestGetsItsProblem(HostileRequests.Case hostile) {
        Answer answer = hostile.request().apply(server);

        assertThat(answer.status()).as(answer.text()).isEqualTo(hostile.status());
        assertThat(answer.headers().get("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").intValue()).isEqualTo(hostile.status());
        assertThat(answer.json().path("detail").stringValue()).isNotBlank();
        assertThat(answer.text())
                .doesNotContain(folder)
                .doesNotContain("Exception")
                .doesNotContain("dev.icfrr")
                .doesNotContain("jackson")
                .doesNotContain("jetty");
        assertThat(answer.headers()).doesNotContainKey("Server");
    }

    @Test
    void thereAreAtLeastSixtyCases() {
        assertThat(HostileRequests.all()).hasSizeGreaterThanOrEqualTo(60);
    }
}
