package dev.icfrr.cli;

import static dev.icfrr.cli.CommandLineRun.ok;
import static dev.icfrr.cli.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An index takes neighbor lists that a file holds, and refuses lists that do not fit. */
class IndexFromGraphTest {
    @TempDir
    Path folder;

    private BlobIndex index() {
        return new BlobIndex(folder);
    }

    private String graph(String... options) {
        String file = folder.resolve("lists.knn").toString();
        List<String> all = new ArrayList<>(List.of(
                "graph",
                "build",
                BlobIndex.BLOBS.resolve("gallery_features.npy").toString(),
                "--out",
                file));
        all.addAll(List.of(options));
        ok(all.toArray(String[]::new));
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "'', '--k 8'",
        "'', '--k 8 --lists plain'",
        "'--self first', '--vote flat --kg 20'",
        "'--center domains', '--k 8 --center domains'"
    })
    void anIndexWithListsOfAFileEqualsOneThatFindsThem(String graphOptions, String indexOptions) throws IOException {
        List<String> lists = new ArrayList<>(List.of("--kg", "24"));
        lists.addAll(List.of(graphOptions.isEmpty() ? "--self index".split(" ") : graphOptions.split(" ")));
        if (graphOptions.startsWith("--center")) {
            lists.addAll(List.of("--self", "index"));
        }
        String file = graph(lists.toArray(String[]::new));
        index().build(indexOptions.split(" "));
        GalleryIndex found = IndexCheck.verify(Path.of(index().path()));
        List<String> options = new ArrayList<>(List.of(indexOptions.split(" ")));
        options.addAll(List.of("--replace", "--graph", file));
        index().build(options.toArray(String[]::new));
        GalleryIndex taken = IndexCheck.verify(Path.of(index().path()));
        assertThat(taken.manifest().kg()).isEqualTo(found.manifest().kg());
        assertThat(taken.manifest().vote()).isEqualTo(found.manifest().vote());
        for (int item = 0; item < found.size(); item++) {
            assertThat(taken.graph().neighbors(item)).isEqualTo(found.graph().neighbors(item));
            if (found.scaledGraph().isPresent()) {
                assertThat(taken.scaledGraph().orElseThrow().neighbors(item))
                        .isEqualTo(found.scaledGraph().get().neighbors(item));
            }
        }
    }

    @Test
    void chooseKByTheListsOfAFileAsFarAsTheyReach() throws IOException {
        index().build("--graph", graph("--kg", "20", "--self", "index"));
        GalleryIndex built = IndexCheck.verify(Path.of(index().path()));
        assertThat(built.manifest().vote().orElseThrow().k()).isEqualTo(8);
        assertThat(built.scaledGraph().orElseThrow().kg()).isEqualTo(8);
    }

    @Test
    void refusesListsThatDoNotFit() throws IOException {
        String features = BlobIndex.BLOBS.resolve("gallery_features.npy").toString();
        String file = graph("--kg", "24", "--self", "index");
        List<String> build =
                List.of("index", "build", "--out", index().path(), "--graph", file, "--features", features);
        assertThat(refused(with(build, "--k", "32"))).contains("24 neighbors", "--kg 64");
        assertThat(refused(with(build, "--vote", "flat"))).contains("--self index", "--self first");
        assertThat(refused(with(build, "--center", "domains"))).contains("as they are");
        assertThat(refused("index", "build", "--out", index().path(), "--graph", file, "--images", folder.toString()))
                .contains("--features");
        Matrix matrix = TensorFiles.map(Path.of(features)).asMatrix();
        int rows = matrix.rows();
        int columns = matrix.columns();
        float[] reversed = matrix.selectRows(
                        IntStream.range(0, rows).map(item -> rows - 1 - item).toArray())
                .toFloatArray();
        Path other = folder.resolve("reversed.npy");
        NpyWriter.write(other, Tensor.of(reversed, rows, columns));
        assertThat(refused(with(build, "--features", other.toString(), "--k", "8")))
                .contains("of other features");
        NpyWriter.write(other, Tensor.of(new float[2 * columns], 2, columns));
        assertThat(refused(with(build, "--features", other.toString(), "--k", "8")))
                .contains("there are 2 features");
        assertThat(refused(with(build, "--graph", features))).contains("gallery_features.npy");
        graph("--k", "16", "--self", "index", "--lists", "scaled");
        assertThat(refused(with(build, "--k", "8"))).contains("--lists plain");
        graph("--kg", "24", "--self", "index", "--approximate");
        assertThat(refused(with(build, "--k", "8"))).contains("--approximate");
        assertThat(Path.of(index().path(), "CURRENT")).doesNotExist();
        ok(with(build, "--k", "8", "--approximate"));
        GalleryIndex built = IndexCheck.verify(Path.of(index().path()));
        assertThat(built.clusters()).isPresent();
        assertThat(built.graph().provenance()).contains("approximate, recall");
    }

    /**
     * Returns arguments with more options. The first of these takes the place of the same option with another value.
     */
    private static String[] with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        int at = all.indexOf(more[0]);
        if (at >= 0) {
            all.subList(at, at + 2).clear();
        }
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
