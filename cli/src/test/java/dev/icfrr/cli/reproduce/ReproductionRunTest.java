package dev.icfrr.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up claims, and commands that only write down what they were given. */
class ReproductionRunTest {
    private static final String CLAIMS = """
            title: t
            data: d
            needs: npm
            steps:
              - dataset some --out {work}/data
              - compare  --out {work}/comparison
            tolerance: 0.01
            comparison:
              none: {mAP@all: 0.5}
              "icfrr:kg=1": {mAP@all: 0.7}
            values:
              - {what: the second query, file: comparison/comparison.json, at: /methods/0/values/1, value: 0.2}
            """;

    @TempDir
    Path work;

    private final StringWriter out = new StringWriter();
    private final List<List<String>> commands = new ArrayList<>();

    private int run(String yaml, String comparison, int code) throws IOException {
        ReproductionRun.Commands writing = (arguments, console, err) -> {
            commands.add(Arrays.asList(arguments));
            err.println("why not");
            try {
                Files.createDirectories(work.resolve("comparison"));
                Files.writeString(work.resolve("comparison/comparison.json"), comparison);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return code;
        };
        Reproduction claims = parse(yaml);
        return new ReproductionRun(
                        claims,
                        new ReproductionRun.Folders(work, work.resolve("data sets"), work.resolve("models")),
                        List.of("--downloads", "a b"),
                        writing,
                        new PrintWriter(out, true))
                .run();
    }

    private static Reproduction parse(String yaml) throws IOException {
        return Reproductions.parse("made-up", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String comparison(double none, double icfrr, double second) {
        return """
                {"methods": [{"method": "none", "metrics": {"mAP@all": %s}, "values": [0.1, %s]},
                             {"method": "icfrr:kg=1", "metrics": {"mAP@all": %s}}]}""".formatted(none, second, icfrr);
    }

    @Test
    void figuresWithinToleranceHold() throws IOException {
        assertThat(run(CLAIMS, comparison(0.5, 0.709, 0.195), 0)).isZero();
        assertThat(commands)
                .containsExactly(
                        List.of("dataset", "some", "--out", work + "/data", "--downloads", "a b"),
                        List.of("compare", "--out", work + "/comparison"));
        assertThat(out.toString()).contains("  ok    icfrr:kg=1  mAP@all: 0.7090, claimed 0.7000 \u00b1 0.01");
    }

    @Test
    void figuresBeyondItFailAndSoDoMissingOnes() throws IOException {
        assertThat(run(CLAIMS, comparison(0.511, 0.7, 0.3), 0)).isEqualTo(2);
        assertThat(out.toString())
                .contains("  fail  none  mAP@all: 0.5110")
                .contains("  fail  the second query: 0.3000");
        assertThat(run(CLAIMS, "{}", 0)).isEqualTo(3);
        assertThat(out.toString()).contains("missing, claimed");
        assertThat(run(CLAIMS, "no JSON", 0)).isEqualTo(3);
    }

    @Test
    void aStepThatFailsIsQuoted() {
        assertThatThrownBy(() -> run(CLAIMS, "{}", 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("code 2")
                .hasMessageContaining("why not");
        assertThat(commands).hasSize(1);
    }

    @Test
    void filesThatClaimNothingOrSomethingElseAreRefused() {
        assertThatThrownBy(() -> parse("title: t\ndata: d\nsteps: [a]\ntolerance: 0\n"))
                .hasMessageContaining("values");
        assertThatThrownBy(() -> parse(CLAIMS + "colour: red\n")).hasMessageContaining("colour");
        assertThatThrownBy(() -> parse(CLAIMS.replace("title: t\n", ""))).hasMessageContaining("'title'");
        assertThatThrownBy(() -> parse("a: [")).hasMessageContaining("made-up");
    }

    @Test
    void theShortTableTakesItsRowsFromTheComparison() throws IOException {
        Reproduction one = parse("""
                title: t
                data: d
                steps: [compare]
                tolerance: 0.01
                summary: {before: none, defaults: "icfrr:kg=2", recommended: "icfrr:vote=multiscale", centered: "center+icfrr:vote=multiscale"}
                comparison:
                  "aqe:k=10": {mAP@all: 0.6}
                  "dba:k=5+icfrr:kg=3": {mAP@all: 0.9}
                  "icfrr:kg=2": {mAP@all: 0.4}
                  none: {mAP@all: 0.5}
                  "icfrr:vote=multiscale": {mAP@all: 0.7}
                  "center+icfrr:vote=multiscale": {mAP@all: 0.4999}
                """);
        assertThat(new ResultTables(java.util.Map.of("made-up", one)).summary())
                .endsWith("| t | 50.0 | 40.0\u2193 | 70.0 | 50.0 | 60.0 (`aqe`) | `made-up` |\n");
    }

    @Test
    void missingDownloadsAreListedBeforeAnythingRuns() throws IOException {
        String yaml = CLAIMS.replace("needs: npm", """
                origin: another paper
                note: other parameters
                downloads:
                  - {what: the images, from: "https://images.example", file: "{data-root}/a.txt | {data-root}/b.txt"}
                  - {what: the model, from: "https://models.example", file: "{pretrained-root}/checkpoint.pth"}""").replace("--out {work}/data", "--data-root {data-root}");
        assertThatThrownBy(() -> run(yaml, comparison(0.5, 0.7, 0.2), 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(work + "/data sets/a.txt or " + work
                        + "/data sets/b.txt: the images, from https://images.example")
                .hasMessageContaining(work + "/models/checkpoint.pth: the model, from https://models.example");
        assertThat(commands).isEmpty();
        Files.createDirectories(work.resolve("data sets"));
        Files.createDirectories(work.resolve("models"));
        Files.writeString(work.resolve("data sets/b.txt"), "");
        Files.writeString(work.resolve("models/checkpoint.pth"), "");
        assertThat(run(yaml, comparison(0.5, 0.7, 0.2), 0)).isZero();
        assertThat(commands.getFirst()).containsExactly("dataset", "some", "--data-root", work + "/data sets");
        assertThat(out.toString()).contains("figures: another paper", "note: other parameters");
    }
}
