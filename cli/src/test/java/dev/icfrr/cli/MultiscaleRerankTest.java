package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code icfrr rerank} with {@code --vote}, {@code --k}, {@code --lists}, {@code --center}, {@code --normalize}. */
class MultiscaleRerankTest extends RerankFixture {
    private CommandLineRun run(String... more) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of(
                                "rerank",
                                "--dataset",
                                "blobs",
                                "--cache_root",
                                folder.resolve("my caché").toString(),
                                "--rerank_results_dir",
                                folder.resolve("my results").toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private JsonNode record() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(results().resolve("run.json")));
    }

    private void withFeatures() throws IOException {
        for (String name : List.of("query_features.npy", "gallery_features.npy")) {
            Files.copy(BLOBS.resolve(name), caches.resolve(name));
        }
    }

    private static byte[] ranks(Path results) throws IOException {
        return Files.readAllBytes(results.resolve("ranks/reranking_iter_5.pth"));
    }

    @Test
    void choosesKAndSaysSo() throws IOException {
        CommandLineRun run = run("--vote", "multiscale");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("chooses K ", "weights of the scales");
        assertThat(record().at("/parameters/vote").asString()).isEqualTo("multiscale");
        assertThat(record().at("/parameters/lists").asString()).isEqualTo("scaled");
        assertThat(record().at("/parameters/K")).isEqualTo(record().at("/chosen/K"));
        assertThat(record().at("/parameters/scale_weights")).isEqualTo(record().at("/chosen/scale_weights"));
        assertThat(run.out().stripTrailing().lines().toList().getLast())
                .startsWith("mAP@all is best at iteration ")
                .contains("before re-ranking: 0.69783")
                .doesNotContain("lowered");
    }

    @Test
    void ordersAreTheSameOnOneThreadAndSeveral() throws IOException {
        run("--vote", "multiscale", "--threads", "1");
        byte[] one = ranks(results());
        run("--vote", "multiscale", "--threads", "3");
        assertThat(ranks(results())).isEqualTo(one);
    }

    @Test
    void savedListsGiveTheSameOrders() throws IOException {
        run("--vote", "multiscale", "--k", "32");
        byte[] expected = ranks(results());
        Path scaled = folder.resolve("scaled.knn");
        CommandLineRun built = CommandLineRun.of(
                "graph",
                "build",
                "" + BLOBS.resolve("gg_dists.pth"),
                "--lists",
                "scaled",
                "--k",
                "32",
                "--out",
                "" + scaled);
        assertThat(built.exitCode()).as(built.err()).isZero();
        CommandLineRun saved = run("--vote", "multiscale", "--k", "32", "--graph", "" + scaled);
        assertThat(saved.exitCode()).as(saved.err()).isZero();
        assertThat(ranks(results())).isEqualTo(expected);
        // Scaled lists set K.
        run("--vote", "multiscale", "--graph", "" + scaled);
        assertThat(ranks(results())).isEqualTo(expected);
        Path plain = folder.resolve("plain.knn");
        CommandLineRun.of(
                "graph",
                "build",
                "" + BLOBS.resolve("gg_dists.pth"),
                "--kg",
                "64",
                "--self",
                "index",
                "--out",
                "" + plain);
        run("--vote", "multiscale", "--k", "32", "--graph", "" + plain);
        assertThat(ranks(results())).isEqualTo(expected);

        assertThat(run("--graph", "" + scaled).err()).contains("--self index");
        assertThat(run("--graph", "" + scaled, "--update", "accumulating").err())
                .contains("holds scaled lists", "--lists plain");
        assertThat(run("--vote", "multiscale", "--k", "16", "--graph", "" + scaled)
                        .err())
                .contains("scaled for K 32", "this run has K 16");
        assertThat(run("--vote", "multiscale", "--lists", "plain", "--graph", "" + scaled)
                        .err())
                .contains("holds scaled lists");
        withFeatures();
        assertThat(run("--vote", "multiscale", "--graph", "" + scaled, "--center", "domains")
                        .err())
                .contains("Use the same --normalize and --center for both");
    }

    @Test
    void flatVotesOnScaledListsAndSpread() throws IOException {
        assertThat(run("--lists", "scaled", "--kg", "25", "--kq", "20", "--beta-scale", "spread")
                        .exitCode())
                .isZero();
        assertThat(record().at("/parameters/lists").asString()).isEqualTo("scaled");
        assertThat(record().at("/parameters/beta_scale").asString()).isEqualTo("spread");
    }

    @Test
    void centersAndNormalizesFeatures() throws IOException {
        withFeatures();
        CommandLineRun run = run("--vote", "multiscale", "--center", "domains", "--normalize");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("changes features by --normalize --center domains");
        assertThat(record().at("/parameters/center").asString()).isEqualTo("domains");
    }

    @Test
    void centeringNeedsFeatures() {
        assertThat(run("--center", "domains").err()).contains("works on features", "--source features");
    }

    @Test
    void optionsOfTheOtherVoteAreRefused() {
        assertThat(run("--vote", "multiscale", "--kg", "8").err()).contains("Use --k for the largest scale");
        assertThat(run("--k", "8").err()).contains("--k belongs to --vote multiscale");
    }

    @Test
    void aHarmfulRunSaysWhatToType() {
        CommandLineRun run = run();
        assertThat(run.out().stripTrailing()).endsWith("Re-ranking lowered it to 0.47389. Try --vote multiscale");
        CommandLineRun csv = run("--format", "csv");
        assertThat(csv.out()).doesNotContain("lowered");
        assertThat(csv.err()).contains("Try --vote multiscale");
    }

    @Test
    void parametersBeyondTheGalleryAreReported() {
        assertThat(run("--kg", "400", "--kq", "401", "--ranks", "none").err())
                .contains("KG 400 and KQ 401: more than the gallery has. Its 400 items are all that can vote");
        assertThat(run("--vote", "multiscale", "--k", "512", "--ranks", "none").err())
                .contains("K 512: more than the gallery has");
        assertThat(run("--kg", "399", "--kq", "400", "--ranks", "none").err()).doesNotContain("more than the gallery");
    }

    @Test
    void similaritiesAreRefused() throws IOException {
        double[] values;
        int size;
        try (TensorFile file = TensorFiles.open(BLOBS.resolve("gg_dists.pth"))) {
            values = file.soleTensor().toDoubleArray();
            size = (int) file.soleTensor().size(0);
        }
        float[] similar = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            similar[i] = (float) (100 - values[i]);
        }
        Files.delete(caches.resolve("gg_dists.pth"));
        Npy.write(caches.resolve("gg_dists.npy"), size, size, similar);
        CommandLineRun run = run();
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("the diagonal holds the largest value of each row", "sqrt(2 - 2 * s)");
        for (int i = 0; i < values.length; i++) {
            similar[i] = (float) -values[i];
        }
        Npy.write(caches.resolve("gg_dists.npy"), size, size, similar);
        assertThat(run().err()).contains("gg_dists.npy: row 0 holds negative values", "smaller means nearer");
    }

    @Test
    void longFeaturesGetAWarning() throws IOException {
        withFeatures();
        float[] lengthened;
        int rows;
        int columns;
        try (TensorFile file = TensorFiles.open(BLOBS.resolve("gallery_features.npy"))) {
            Matrix matrix = file.soleTensor().asMatrix();
            rows = matrix.rows();
            columns = matrix.columns();
            lengthened = new float[rows * columns];
            double[] all = file.soleTensor().toDoubleArray();
            for (int i = 0; i < all.length; i++) {
                lengthened[i] = (float) (1000 * all[i]);
            }
        }
        Npy.write(caches.resolve("gallery_features.npy"), rows, columns, lengthened);
        assertThat(run("--source", "features").err()).contains("features have a typical length of", "Add --normalize");
        assertThat(run("--source", "features", "--normalize").err()).doesNotContain("typical length");
    }

    /** Writes matrices as NumPy does. */
    private static final class Npy {
        static void write(Path path, int rows, int columns, float[] values) throws IOException {
            String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, columns);
            int padding = 64 - (10 + header.length() + 1) % 64;
            byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
            ByteBuffer bytes =
                    ByteBuffer.allocate(10 + text.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
            bytes.putShort((short) text.length).put(text);
            for (float value : values) {
                bytes.putFloat(value);
            }
            Files.write(path, bytes.array());
        }
    }
}
