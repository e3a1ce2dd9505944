package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.io.FolderLock;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code icfrr rerank} does about inputs and options that it cannot use. */
class RerankErrorsTest extends RerankFixture {
    @ParameterizedTest
    @ValueSource(strings = {"pth", "trec"})
    void aRunThatFailsHalfwayLeavesTheEarlierOne(String format) throws IOException {
        assertThat(rerank("--ranks-format", format).exitCode()).isZero();
        Map<String, byte[]> before = contents();
        float[] distances = new float[QUERIES * GALLERY];
        distances[(QUERIES - 1) * GALLERY + 7] = Float.NaN;
        PthWriter.write(caches.resolve("qg_dists.pth"), Tensor.of(distances, QUERIES, GALLERY));
        CommandLineRun run = shorter(3, "--ranks-format", format, "--threads", "1");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("qg_dists.pth: row 29, column 7 holds NaN");
        assertThat(contents()).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void aSecondRunIntoTheSameFolderIsRefused() throws IOException {
        assertThat(rerank().exitCode()).isZero();
        Map<String, byte[]> before = contents();
        try (FolderLock _ = FolderLock.take(results(), "writes its results here")) {
            CommandLineRun second = shorter(3);
            assertThat(second.exitCode()).isEqualTo(2);
            assertThat(second.err()).contains(results() + ": process ", "writes its results here");
        }
        assertThat(contents()).containsExactlyInAnyOrderEntriesOf(before);
        assertThat(shorter(3).exitCode()).isZero();
    }

    @Test
    void somethingElseUnderTheNameOfARankFileIsRefusedAtOnce() throws IOException {
        Files.createDirectories(results().resolve("ranks/reranking_iter_5.pth"));
        assertThat(rerank().err()).contains("reranking_iter_5.pth: exists and is not a regular file");
        Files.delete(results().resolve("ranks/reranking_iter_5.pth"));
        Files.delete(results().resolve("ranks"));
        Files.writeString(results().resolve("ranks"), "");
        assertThat(rerank().err()).contains("ranks: exists and is not a folder");
        assertThat(filesIn(results())).containsExactly("ranks");
    }

    @Test
    void oneDamagedInputIsNamedAndNothingIsWritten() throws IOException {
        byte[] whole = Files.readAllBytes(caches.resolve("gg_dists.pth"));
        Files.write(caches.resolve("gg_dists.pth"), Arrays.copyOf(whole, whole.length / 2));
        CommandLineRun run = rerank();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("gg_dists.pth").doesNotContain("\tat ");
        assertThat(results()).doesNotExist();
    }

    @Test
    void missingCachesAreSaidWithWhereTheyAreLookedFor() throws IOException {
        Files.delete(caches.resolve("gg_dists.pth"));
        CommandLineRun run = rerank();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("gg_dists").contains(caches.toString()).contains("gallery_features");
        CommandLineRun nowhere = CommandLineRun.of(
                "rerank", "--cache-root", folder.resolve("none").toString());
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains("none/tuberlin/-1").contains("--cache-root");
    }

    @Test
    void notANumberIsPlaced() throws IOException {
        float[] distances = new float[3 * 3];
        distances[5] = Float.NaN;
        PthWriter.write(caches.resolve("gg_dists.pth"), Tensor.of(distances, 3, 3));
        PthWriter.write(caches.resolve("qg_dists.pth"), Tensor.of(new float[6], 2, 3));
        Files.delete(caches.resolve("labels.pth"));
        CommandLineRun run = rerank();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("gg_dists.pth: row 1, column 2 holds NaN");
        assertThat(results().resolve("ranks"))
                .satisfiesAnyOf(
                        ranks -> assertThat(ranks).doesNotExist(),
                        ranks -> assertThat(ranks).isEmptyDirectory());
    }

    @Test
    void shapesThatDoNotFitAreRefused() throws IOException {
        PthWriter.write(caches.resolve("gg_dists.pth"), Tensor.of(new float[6], 2, 3));
        assertThat(rerank().err()).contains("square").contains("2 x 3");
        PthWriter.write(caches.resolve("gg_dists.pth"), Tensor.of(new float[9], 3, 3));
        assertThat(rerank().err()).contains("400").contains("3");
        PthWriter.write(caches.resolve("gg_dists.pth"), Tensor.of(new float[9], 9));
        assertThat(rerank().err()).contains("matrix").contains("1 dimension");
        Files.copy(BLOBS.resolve("labels.pth"), caches.resolve("gg_dists.npy"));
        Files.delete(caches.resolve("gg_dists.pth"));
        assertThat(rerank().err()).contains("gg_dists.npy").contains("2 tensors");
    }

    @Test
    void unequalLabelCountsAreRefused() throws IOException {
        PthWriter.write(
                caches.resolve("labels.pth"),
                Value.of(Map.of(
                        "query", Tensor.of(new long[QUERIES], QUERIES), "gallery", Tensor.of(new long[399], 399))));
        CommandLineRun run = rerank();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("labels.pth").contains("399").contains("400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--beta NaN",
                "--threads -1",
                "--ranks-top -1",
                "--update sideways",
                "--ranks some",
                "--kg x",
                "--no-such-option",
                "--num_gallery_ims_to_vis 0",
                "--query_idxs_to_vis 30",
                "--query_idxs_to_vis -1"
            })
    void optionsThatCannotBeUsedEndWithTwoAndNoTrace(String options) {
        CommandLineRun run = rerank(options.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("\tat ").isNotBlank();
        assertThat(results()).doesNotExist();
    }

    @Test
    void aFileWhereAFolderIsNeededIsNamed() throws IOException {
        Files.writeString(folder.resolve("my results"), "in the way");
        CommandLineRun run = rerank();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("my results");
    }
}
