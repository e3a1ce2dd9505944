package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
    private static final Path BLOBS = Path.of("../core/src/test/resources/blobs");

    @TempDir
    Path folder;

    private CommandLineRun compare(List<String> files, String... more) throws IOException {
        Path caches = Files.createDirectories(folder.resolve("my caché/blobs/-1"));
        for (String name : files) {
            Files.copy(BLOBS.resolve(name), caches.resolve(name));
        }
        List<String> all = new java.util.ArrayList<>(List.of(
                "compare",
                "--dataset",
                "blobs",
                "--cache-root",
                folder.resolve("my caché").toString(),
                "--permutations",
                "2000"));
        all.addAll(List.of(more));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    @Test
    void chosenMethodsOnFeatures() throws IOException {
        Path out = folder.resolve("the comparison");
        CommandLineRun run = compare(
                List.of("query_features.npy", "gallery_features.npy", "labels.pth"),
                "--methods",
                "none",
                "icfrr:kg=25,kq=20,n_times=1",
                "k_reciprocal",
                "dba:k=10+aqe",
                "--metrics",
                "map,ndcg@10",
                "--out",
                out.toString());
        assertThat(run.err()).contains("k_reciprocal:k1=20,k2=6,lambda_value=0.3");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "| none", "0.6978", "0.8599", "0.9167", "**0.9516**", "p vs none", "p vs icfrr", "30 queries");
        JsonNode json = new JsonMapper().readTree(Files.readAllBytes(out.resolve("comparison.json")));
        assertThat(json.at("/methods/3/metrics/mAP@all").doubleValue()).isCloseTo(0.9515667625965142, within(1e-9));
        assertThat(json.at("/methods/0/values/nDCG@10").size()).isEqualTo(30);
        assertThat(json.at("/tests").size()).isEqualTo(4);
        assertThat(Files.readAllLines(out.resolve("comparison.csv"))).hasSize(5);
        assertThat(Files.readString(out.resolve("comparison.tex"))).contains("k\\_reciprocal", "\\textbf{0.9516}");
        assertThat(Files.readString(out.resolve("comparison.svg")))
                .startsWith("<?xml")
                .contains("mAP@all, percent");
        assertThat(javax.imageio.ImageIO.read(out.resolve("comparison.png").toFile())
                        .getHeight())
                .isEqualTo(332);
        try (var lists = Files.list(out.resolve("queries"))) {
            List<Path> files = lists.sorted().toList();
            assertThat(files).hasSize(6);
            assertThat(Files.readAllLines(files.getFirst()))
                    .hasSize(31)
                    .first()
                    .asString()
                    .startsWith("query,outcome,");
        }
    }

    @Test
    void distancesLeaveOutWhatNeedsMore() throws IOException {
        CommandLineRun run = compare(List.of("qg_dists.pth", "gg_dists.pth", "labels.pth"), "--format", "csv");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("superglobal:M=400,K=9,beta=0.15: skipped, because it needs features")
                .contains("ecn:k=25,t=3,q=8,method=rankdist: skipped, because it needs distances between queries");
        assertThat(run.out())
                .contains("diffusion_query:", "lbr:", "icfrr:vote=multiscale")
                .doesNotContain("superglobal", "center+");
    }

    @Test
    void showsTheRecommendedParametersAndCenteringUnlessMethodsAreNamed() throws IOException {
        CommandLineRun run = compare(
                List.of("query_features.npy", "gallery_features.npy", "labels.pth"),
                "--normalize",
                "--metrics",
                "map",
                "--format",
                "csv");
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> rows = run.out().lines().toList();
        assertThat(rows.get(1)).startsWith("none,");
        assertThat(rows.get(2)).startsWith("\"icfrr:kg=256,kq=250,");
        assertThat(rows.get(3)).startsWith("\"icfrr:vote=multiscale,k=auto,lists=scaled,");
        assertThat(rows.get(4)).startsWith("\"center+icfrr:vote=multiscale,k=auto,lists=scaled,");
        assertThat(run.out()).contains("gcr:", "k_reciprocal:").doesNotContain("dba:k=10+icfrr");
    }

    @Test
    void whatCannotBeRunIsNamed() throws IOException {
        assertThat(compare(List.of("qg_dists.pth", "gg_dists.pth", "labels.pth"), "--methods", "none", "aqe"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("aqe:k=10 works on features"));
        assertThat(CommandLineRun.of("compare", "--methods", "nonesuch").err())
                .contains("no method is called 'nonesuch'");
    }

    @Test
    void withoutLabelsThereIsNothingToMeasure() throws IOException {
        assertThat(compare(List.of("qg_dists.pth", "gg_dists.pth")).err()).contains("no labels.pth");
    }

    @Test
    void listsMethodsAndMetrics() {
        assertThat(CommandLineRun.of("compare", "--list").out())
                .contains("k_reciprocal", "lambda_value", "Zhong et al., CVPR 2017", "aqe [+METHOD]");
        assertThat(CommandLineRun.of("metrics").out()).contains("mAP_interp[@K]", "R / (rank of the last hit)");
    }
}
