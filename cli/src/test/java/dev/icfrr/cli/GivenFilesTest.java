package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features and labels of files that users name give what the same files give in the folder of a data set. */
class GivenFilesTest {
    private static final String FILES = "../embeddings/src/test/resources/embeddings/";
    private static final List<Long> QUERY_LABELS = List.of(0L, 1L, 2L);
    private static final List<Long> GALLERY_LABELS = List.of(0L, 1L, 2L, 0L, 1L, 2L, 0L, 1L, 2L, 0L, 1L, 2L);

    @TempDir
    Path folder;

    /** Writes the vectors of ann.hdf5, by the formula of make.py, as a folder of a data set. */
    @BeforeEach
    void write() throws IOException {
        Path cache = Files.createDirectories(folder.resolve("cache/same/-1"));
        NpyWriter.write(cache.resolve("query_features.npy"), Tensor.of(counted(3, 1), 3, 5));
        NpyWriter.write(cache.resolve("gallery_features.npy"), Tensor.of(counted(12, 0), 12, 5));
        PthWriter.write(
                cache.resolve("labels.pth"), Value.of(Map.of("query", QUERY_LABELS, "gallery", GALLERY_LABELS)));
    }

    private static float[] counted(int rows, float more) {
        float[] values = new float[rows * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i / 5 * 7 + i % 5 * 3) % 64 / 8f - 2 + more;
        }
        return values;
    }

    private CommandLineRun run(String command, String... options) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!command.equals("compare")) {
            all.addAll(List.of("--rerank-results-dir", folder.resolve("results").toString()));
        }
        all.addAll(List.of(options));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private CommandLineRun rerank(String... options) {
        String[] fixed = {"--kg", "3", "--kq", "2", "--n-times", "2"};
        return run("rerank", Stream.of(fixed, options).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void explainsAQueryOfNamedFiles() {
        String[] asked = {"--query", "1", "--item", "4", "--kg", "3", "--kq", "2", "--json"};
        CommandLineRun expected = CommandLineRun.of(Stream.of(
                        new String[] {"explain", "--dataset", "same", "--cache-root", inFolder(), "--source", "features"
                        },
                        asked)
                .flatMap(Stream::of)
                .toArray(String[]::new));
        String file = FILES + "ann.hdf5";
        CommandLineRun given = CommandLineRun.of(Stream.of(
                        new String[] {"explain", "--query-features", file, "--gallery-features", file + ":train"},
                        asked)
                .flatMap(Stream::of)
                .toArray(String[]::new));
        assertThat(expected.exitCode()).as(expected.err()).isZero();
        assertThat(given.exitCode()).as(given.err()).isZero();
        assertThat(given.out()).isEqualTo(expected.out());
    }

    @Test
    void explainRefusesHalfOfTheFilesAndFilesBesideAnIndex() {
        String file = FILES + "ann.hdf5";
        CommandLineRun half = CommandLineRun.of("explain", "--query", "1", "--item", "4", "--query-features", file);
        assertThat(half.exitCode()).isEqualTo(2);
        assertThat(half.err()).contains("--gallery-features is missing");
        CommandLineRun both =
                CommandLineRun.of("explain", "--index", "x", "--id", "1", "--item", "4", "--query-features", file);
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("work only with --query");
    }

    private String inFolder() {
        return folder.resolve("cache").toString();
    }

    private long[] ranks(String dataset) throws IOException {
        try (TensorFile file =
                TensorFiles.open(folder.resolve("results").resolve(dataset).resolve("-1/ranks/reranking_iter_2.pth"))) {
            return file.soleTensor().toLongArray();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann.hdf5",
                "ann.hdf5:train",
                "flat_l2.faiss",
                "map.faiss",
                "types.parquet:half",
                "types.parquet:double",
                "zstd.parquet",
                "clip/img_emb",
                "clip:img_emb"
            })
    void everyFormatGivesTheRankingsOfTheFolder(String gallery) throws IOException {
        CommandLineRun expected = rerank("--dataset", "same", "--cache-root", inFolder());
        assertThat(expected.exitCode()).as(expected.err()).isZero();
        Path labels = folder.resolve("cache/same/-1/labels.pth");
        CommandLineRun given = rerank(
                "--query-features",
                FILES + "ann.hdf5",
                "--gallery-features",
                FILES + gallery,
                "--labels",
                labels.toString());
        assertThat(given.exitCode()).as(given.err()).isZero();
        assertThat(given.err()).contains("reads   " + FILES + "ann.hdf5");
        assertThat(ranks("features")).isEqualTo(ranks("same"));
        assertThat(given.out().lines().filter(line -> line.startsWith("|")).toList())
                .isEqualTo(expected.out()
                        .lines()
                        .filter(line -> line.startsWith("|"))
                        .toList());
    }

    @Test
    void labelsAreNumbersOrNamesOfEachSide() throws IOException {
        Path names = folder.resolve("names.txt");
        Files.writeString(names, "class 0\nclass 1\nclass 2\n");
        String[] features = {"--query-features", FILES + "ann.hdf5:test", "--gallery-features", FILES + "ann.hdf5:train"
        };
        CommandLineRun byNames = run(
                "compare",
                with(
                        features,
                        "--query-labels",
                        names.toString(),
                        "--gallery-labels",
                        FILES + "clip/img_emb:caption",
                        "--methods",
                        "none",
                        "icfrr:kg=3,kq=2",
                        "--format",
                        "csv"));
        CommandLineRun byNumbers = run(
                "compare",
                with(
                        features,
                        "--labels",
                        folder.resolve("cache/same/-1/labels.pth").toString(),
                        "--methods",
                        "none",
                        "icfrr:kg=3,kq=2",
                        "--format",
                        "csv"));
        assertThat(byNames.exitCode()).as(byNames.err()).isZero();
        assertThat(measured(byNames)).hasSize(2).isEqualTo(measured(byNumbers));
        CommandLineRun mixed = run(
                "compare",
                with(features, "--query-labels", names.toString(), "--gallery-labels", FILES + "types.parquet:label"));
        assertThat(mixed.exitCode()).isEqualTo(2);
        assertThat(mixed.err()).contains("are numbers and those of the other are names");
        CommandLineRun tooFew = run(
                "compare", with(features, "--query-labels", names.toString(), "--gallery-labels", names.toString()));
        assertThat(tooFew.err()).contains("3 gallery labels for 12 gallery items");
        CommandLineRun none = run("compare", features);
        assertThat(none.err()).contains("--query-labels");
        CommandLineRun tuned = run(
                "tune",
                with(
                        features,
                        "--query-labels",
                        names.toString(),
                        "--gallery-labels",
                        FILES + "clip/metadata:caption",
                        "--kg",
                        "2,3",
                        "--kq",
                        "2",
                        "--n-times",
                        "2"));
        assertThat(tuned.exitCode()).as(tuned.err()).isZero();
        assertThat(tuned.out()).contains("--query-features " + FILES + "ann.hdf5:test");
        assertThat(folder.resolve("results/features/-1/tune/tune.json")).exists();
    }

    private static List<String> measured(CommandLineRun run) {
        // The five metrics; times differ from run to run.
        return Pattern.compile("(,0\\.\\d+){5}")
                .matcher(run.out())
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static String[] with(String[] first, String... more) {
        return Stream.of(first, more).flatMap(Stream::of).toArray(String[]::new);
    }

    @Test
    void rankFilesAreEvaluatedByLabelsOfEachSide() {
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                FILES + "ann.hdf5:neighbors",
                "--query-labels",
                folder.resolve("cache/same/-1/labels.pth") + ":query",
                "--gallery-labels",
                FILES + "types.parquet:label",
                "--metrics",
                "map,prec@1");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("3 queries");
        CommandLineRun wrong = CommandLineRun.of(
                "evaluate",
                FILES + "ann.hdf5:distances",
                "--labels",
                folder.resolve("cache/same/-1/labels.pth").toString());
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("row 0, column 0 is 0.5, not a gallery index");
    }

    @Test
    void theRankingOfFeaturesIsEvaluatedAsCompareMeasuresIt() {
        String labels = folder.resolve("cache/same/-1/labels.pth").toString();
        String[] features = {"--query-features", FILES + "ann.hdf5", "--gallery-features", FILES + "clip/img_emb"};
        CommandLineRun evaluated = CommandLineRun.of(
                with(with(new String[] {"evaluate"}, features), "--labels", labels, "--format", "csv"));
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        CommandLineRun compared =
                run("compare", with(features, "--labels", labels, "--methods", "none", "--format", "csv"));
        assertThat(measured(evaluated)).hasSize(1).isEqualTo(measured(compared));
        assertThat(CommandLineRun.of("evaluate", "--labels", labels).err()).contains("there is nothing to measure");
    }

    @Test
    void anIndexIsBuiltFromColumns() throws IOException {
        Path index = folder.resolve("index");
        CommandLineRun built = CommandLineRun.of(
                "index",
                "build",
                "--gallery-features",
                FILES + "types.parquet:float",
                "--ids",
                FILES + "types.parquet:id",
                "--labels",
                FILES + "clip/metadata:caption",
                "--out",
                index.toString());
        assertThat(built.exitCode()).as(built.err()).isZero();
        CommandLineRun found = CommandLineRun.of(
                "search",
                "--index",
                index.toString(),
                "--vector",
                FILES + "ann.hdf5:train",
                "--row",
                "4",
                "--top",
                "1");
        assertThat(found.exitCode()).as(found.err()).isZero();
        assertThat(found.out()).contains("item 4").contains("class 1");
        Path graph = folder.resolve("lists.knn");
        CommandLineRun lists =
                CommandLineRun.of("graph", "build", FILES + "flat_ip.faiss", "--kg", "3", "--out", graph.toString());
        assertThat(lists.exitCode()).as(lists.err()).isZero();
        assertThat(rerank(
                                "--query-features",
                                FILES + "ann.hdf5",
                                "--gallery-features",
                                FILES + "ann.hdf5",
                                "--graph",
                                graph.toString())
                        .exitCode())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip/img_emb", "flat_l2.faiss", "types.parquet:fixed", "ann.hdf5"})
    void listsOfEveryFormatAreThoseOfTheFolder(String gallery) throws IOException {
        Path expected = folder.resolve("expected.knn");
        Path path = folder.resolve("cache/same/-1/gallery_features.npy");
        assertThat(CommandLineRun.of("graph", "build", path.toString(), "--kg", "3", "--out", expected.toString())
                        .exitCode())
                .isZero();
        Path graph = folder.resolve("given.knn");
        CommandLineRun given =
                CommandLineRun.of("graph", "build", FILES + gallery, "--kg", "3", "--out", graph.toString());
        assertThat(given.exitCode()).as(given.err()).isZero();
        KnnGraph lists = KnnGraph.open(graph);
        KnnGraph reference = KnnGraph.open(expected);
        for (int item = 0; item < 12; item++) {
            for (int rank = 0; rank < 3; rank++) {
                assertThat(lists.neighbor(item, rank)).isEqualTo(reference.neighbor(item, rank));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip/img_emb", "map2.faiss", "types.parquet:double", "ann.hdf5:train"})
    void embeddingsOfEveryFormatAreConverted(String gallery) throws IOException {
        for (String name : new String[] {"out.npy", "out.pth"}) {
            Path out = folder.resolve(name);
            CommandLineRun run = CommandLineRun.of("convert", FILES + gallery, out.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
            try (TensorFile file = TensorFiles.open(out)) {
                assertThat(file.soleTensor().shape()).containsExactly(12, 5);
                assertThat(file.soleTensor().toFloatArray()).isEqualTo(counted(12, 0));
            }
        }
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertMessage("--gallery-features is missing", "--query-features", FILES + "ann.hdf5");
        assertMessage(
                "none.npy: no such file", "--query-features", "none.npy", "--gallery-features", FILES + "ann.hdf5");
        assertMessage(
                "differ in length: 5 and 4",
                "--query-features",
                FILES + "ann.hdf5",
                "--gallery-features",
                FILES + "variety.h5:double");
        assertMessage(
                "several columns hold lists of numbers",
                "--query-features",
                FILES + "ann.hdf5",
                "--gallery-features",
                FILES + "types.parquet");
        assertMessage(
                "--source distances cannot work",
                "--source",
                "distances",
                "--query-features",
                FILES + "ann.hdf5",
                "--gallery-features",
                FILES + "ann.hdf5");
        assertMessage(
                "type 'IHNf'", "--query-features", FILES + "ann.hdf5", "--gallery-features", FILES + "hnsw.faiss");
        float[] broken = counted(12, 0);
        broken[12] = Float.NaN;
        Path path = folder.resolve("broken.npy");
        NpyWriter.write(path, Tensor.of(broken, 12, 5));
        assertMessage(
                path + ": row 2, column 2 holds NaN",
                "--query-features",
                FILES + "ann.hdf5",
                "--gallery-features",
                path.toString());
        assertThat(folder.resolve("results/features/-1/metrics.json")).doesNotExist();
        assertThat(folder.resolve("results/features/-1/ranks")).doesNotExist();
    }

    private void assertMessage(String message, String... options) {
        CommandLineRun run = rerank(options);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }
}
