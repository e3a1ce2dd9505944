package dev.icfrr.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.spark.table.GraphTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job's lists equal those of one machine, bit for bit, however the work is cut. */
class KnnGraphJobTest {
    private static final long SEED = 5;
    private static final StructType ITEMS = Inputs.ITEMS;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    @Test
    void exactListsEqualThoseOfOneMachineForAnyPartitioning() throws IOException {
        Matrix features = Inputs.withDuplicates(700, 9, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        Inputs.rows(folder.resolve("rows"), features, random);
        Inputs.blocks(folder.resolve("blöcke mit Leerzeichen"), features, random);
        check(features, "gallery.npy", SelfMatch.FIRST, 30, 1000, 1);
        check(features, "gallery.npy", SelfMatch.INDEX, 30, 100, 7);
        check(features, "rows", SelfMatch.FIRST, 30, 150, 3);
        check(features, "rows", SelfMatch.INDEX, 5, 192, 40);
        check(features, "blöcke mit Leerzeichen", SelfMatch.FIRST, 699, 333, 2);
        check(features, "blöcke mit Leerzeichen", SelfMatch.INDEX, 2000, 97, 5);
    }

    private void check(Matrix features, String input, SelfMatch self, int kg, int blockRows, int partitions) {
        Path out = folder.resolve("out-" + input + "-" + self + kg);
        Shell job = Shell.run(
                "knn",
                folder.resolve(input),
                "--out",
                out,
                "--kg",
                kg,
                "--self",
                self,
                "--block-rows",
                blockRows,
                "--partitions",
                partitions);
        assertThat(job.code()).as(job.err()).isZero();
        KnnGraph one = new KnnGraphBuilder(kg, self, Parallelism.allCores(), null).exact(features);
        int[][] lists = Graphs.read(out);
        assertThat(lists).hasNumberOfRows(one.size());
        for (int item = 0; item < one.size(); item++) {
            assertThat(lists[item])
                    .as("item %d of %s, %s, KG %d, blocks of %d, seed %d", item, input, self, kg, blockRows, SEED)
                    .isEqualTo(one.neighbors(item));
        }
    }

    @Test
    void approximateListsDependOnlyOnCellsAndSeed() throws IOException {
        Matrix features = Inputs.withDuplicates(900, 8, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        Inputs.rows(folder.resolve("rows"), features, random);
        int[][] first =
                approximate("gallery.npy", "--cells", 20, "--probes", 6, "--block-rows", 900, "--partitions", 1);
        assertThat(approximate("rows", "--cells", 20, "--probes", 6, "--block-rows", 130, "--partitions", 9))
                .isDeepEqualTo(first);
        assertThat(recall(first, features)).isGreaterThan(0.7);
    }

    @Test
    void largePiecesAreSearchedAsOneMachineSearches() throws IOException {
        Matrix features = Inputs.withDuplicates(14_000, 8, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        Inputs.rows(folder.resolve("rows"), features, random);
        int[][] first = approximate("gallery.npy", "--max-cell-rows", 20_000, "--recall", 0.9, "--partitions", 1);
        assertThat(approximate("rows", "--max-cell-rows", 20_000, "--recall", 0.9, "--block-rows", 3000))
                .isDeepEqualTo(first);
        assertThat(recall(first, features)).isBetween(0.85, 0.9999);
    }

    @Test
    void itemsThatVisitLargePiecesFindWhatTheyStillNeed() throws IOException {
        Matrix features = Inputs.withDuplicates(20_000, 8, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        Inputs.rows(folder.resolve("rows"), features, random);
        Object[] options = {"--probes", 8, "--max-cell-rows", 15_000, "--recall", 0.9};
        int[][] first = approximate("gallery.npy", options);
        assertThat(recall(first, features)).as("seed %d", SEED).isBetween(0.88, 0.9999);
        assertThat(approximate("rows", options)).isDeepEqualTo(first);
    }

    @Test
    void asManyCellsAreProbedAsTheRecallTakes() throws IOException {
        Matrix features = Inputs.withDuplicates(3_000, 8, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        double few = recall(
                approximate(0.5, "gallery.npy", "--cells", 60, "--max-cell-rows", 60, "--recall", 0.5), features);
        double many =
                recall(approximate("gallery.npy", "--cells", 60, "--max-cell-rows", 60, "--recall", 0.95), features);
        assertThat(many).as("seed %d", SEED).isBetween(0.93, 1d);
        assertThat(few).as("seed %d", SEED).isBetween(0.5, many - 0.01);
    }

    @Test
    void refusesARecallThatIsNoShare() {
        Path good = rows("good", ITEMS, row(0, 1f), row(1, 2f));
        Path out = folder.resolve("out");
        for (String recall : List.of("0", "1.01", "NaN")) {
            Shell job = Shell.run("knn", good, "--out", out, "--kg", 1, "--approximate", "--recall", recall);
            assertThat(job.code()).isEqualTo(2);
            assertThat(job.err()).contains("the recall must be above 0 and at most 1, not ");
        }
        assertThat(Shell.run("knn", good, "--out", out, "--kg", 1, "--recall", 0.9)
                        .err())
                .contains("--recall, --cells, --probes, --max-cell-rows and --send work only with --approximate");
    }

    @Test
    void probingAllCellsIsExactEvenIfLargeCellsAreCut() throws IOException {
        Matrix features = Inputs.withDuplicates(600, 4, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        int[][] exact = exact(features);
        assertThat(approximate("gallery.npy", "--cells", 5, "--probes", 5)).isDeepEqualTo(exact);
        assertThat(approximate("gallery.npy", "--cells", 5, "--probes", 9, "--max-cell-rows", 37))
                .isDeepEqualTo(exact);
        assertThat(approximate("gallery.npy", "--cells", 1, "--probes", 1, "--max-cell-rows", 100))
                .isDeepEqualTo(exact);
    }

    @Test
    void listsThatAreTooShortAreCompleted() throws IOException {
        Matrix features = Inputs.withDuplicates(300, 3, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        // A cell holds 5 items, fewer than the 21 that are needed. So all items are compared, and the recall is 1.
        assertThat(approximate("gallery.npy", "--cells", 60, "--probes", 1)).isDeepEqualTo(exact(features));
    }

    private static int[][] exact(Matrix features) {
        KnnGraph one = KnnGraph.fromFeatures(features, 20);
        int[][] exact = new int[features.rows()][];
        Arrays.setAll(exact, one::neighbors);
        return exact;
    }

    private int[][] approximate(String input, Object... options) {
        return approximate(0.7, input, options);
    }

    /** @param least smallest recall that the job may report */
    private int[][] approximate(double least, String input, Object... options) {
        Path out = folder.resolve("out-" + input + options.length + random.nextInt(1 << 30));
        List<Object> words =
                new ArrayList<>(List.of("knn", folder.resolve(input), "--out", out, "--kg", 20, "--approximate"));
        words.addAll(List.of(options));
        Shell job = Shell.run(words.toArray());
        assertThat(job.code()).as(job.err()).isZero();
        Matcher recall = Pattern.compile("recall (0\\.\\d+|1\\.0000) on a sample of (\\d+) items")
                .matcher(job.err());
        assertThat(recall.find()).as(job.err()).isTrue();
        assertThat(Double.parseDouble(recall.group(1))).isBetween(least, 1.0);
        assertThat(GraphTable.open(Inputs.session(), out.toString()).header().recall())
                .isEqualTo(Double.parseDouble(recall.group(1)), Offset.offset(1e-4));
        return Graphs.read(out);
    }

    private static double recall(int[][] lists, Matrix features) {
        KnnGraph one = KnnGraph.fromFeatures(features, 20);
        long hits = 0;
        for (int item = 0; item < lists.length; item++) {
            Set<Integer> truth = new HashSet<>();
            Arrays.stream(one.neighbors(item)).forEach(truth::add);
            hits += Arrays.stream(lists[item]).filter(truth::contains).count();
        }
        return hits / (20.0 * lists.length);
    }

    @Test
    void refusesMissingInput() throws IOException {
        refused("there is no such file", folder.resolve("absent.npy"), "no such file");
        refused("no folder", folder.resolve("absent"), "Path does not exist");
    }

    @Test
    void refusesIdsWithGapsOrDuplicates() throws IOException {
        refused("a gap", rows("gap", ITEMS, row(0, 1f), row(2, 1f)), "indices must be 0 .. 1, each once");
        refused("a duplicate", rows("twice", ITEMS, row(0, 1f), row(2, 1f), row(2, 2f)), "item 2 appears twice");
        refused("nothing", rows("nothing", ITEMS), "holds no features");
    }

    @Test
    void refusesVectorsThatCannotBeCompared() throws IOException {
        refused("NaN", rows("nan", ITEMS, row(0, 1f), row(1, Float.NaN)), "gallery feature 1, column 0 holds NaN");
        refused("lengths", rows("lengths", ITEMS, row(0, 1f), row(1, 1f, 2f)), "values and others have");
        refused("null", rows("null", ITEMS, row(0, 1f), RowFactory.create(1L, null)), "the vector of item 1 is null");
        refused(
                "null inside",
                rows("inside", ITEMS, row(0, 1f), RowFactory.create(1L, new Float[] {null})),
                "the vector of item 1 holds null at 0");
    }

    @Test
    void refusesColumnsOfOtherTypes() throws IOException {
        StructType ints = new StructType()
                .add("id", DataTypes.LongType)
                .add("vector", DataTypes.createArrayType(DataTypes.IntegerType));
        refused(
                "ints",
                rows("ints", ints, RowFactory.create(0L, new int[] {1})),
                "column vector must be an array of float or double, or a vector of Spark's ML library, not array<int>");
        StructType text = new StructType()
                .add("id", DataTypes.StringType)
                .add("vector", ITEMS.apply("vector").dataType());
        refused(
                "names",
                rows("names", text, RowFactory.create("a", new float[] {1})),
                "column id must hold whole numbers");
        refused(
                "other columns",
                rows("other", new StructType().add("id", DataTypes.LongType), RowFactory.create(0L)),
                "features need the columns id and vector");
    }

    private static final StructType DOUBLES = new StructType()
            .add("image", DataTypes.IntegerType)
            .add("embedding", DataTypes.createArrayType(DataTypes.DoubleType));

    @Test
    void readsDoublesFromNamedColumns() throws IOException {
        Matrix features = Inputs.withDuplicates(40, 3, random);
        List<Row> rows = new ArrayList<>();
        double[] feature = new double[3];
        for (int i = 0; i < 40; i++) {
            features.copyRow(i, feature);
            rows.add(RowFactory.create(i, feature.clone()));
        }
        Path input = rows("doubles", DOUBLES, rows.toArray(Row[]::new));
        Path out = folder.resolve("out");
        Shell job = Shell.run(
                "knn", input, "--out", out, "--kg", 20, "--id-column", "image", "--vector-column", "embedding");
        assertThat(job.code()).as(job.err()).isZero();
        assertThat(Graphs.read(out)).isDeepEqualTo(exact(features));
        refused("default names", input, "Name others with --id-column and --vector-column");
    }

    @Test
    void refusesARowWithoutAnIdAndSaysWhichOne() throws IOException {
        Path input = folder.resolve("null-id");
        Inputs.write(input, List.of(row(0, 1f), row(1, 2f), RowFactory.create(null, new float[] {3f})), ITEMS, 1);
        List<Row> asRead =
                Inputs.session().read().parquet(input.toString()).select("id").collectAsList();
        int missing = asRead.indexOf(RowFactory.create((Object) null));
        refused("a null id", input, "row " + missing + ", counted from 0, has no id: column id is null");
    }

    @Test
    void refusesDoublesBeyondSinglePrecision() throws IOException {
        StructType doubles = new StructType()
                .add("id", DataTypes.LongType)
                .add("vector", DataTypes.createArrayType(DataTypes.DoubleType));
        refused(
                "large doubles",
                rows("large", doubles, RowFactory.create(0L, new double[] {1, 1e300})),
                "the vector of item 0 holds 1.0E300 at 1, which single precision cannot hold");
    }

    @Test
    void refusesABlockThatIsTooShort() throws IOException {
        StructType blocks = new StructType()
                .add("first", DataTypes.LongType)
                .add("rows", DataTypes.LongType)
                .add("columns", DataTypes.LongType)
                .add("vectors", DataTypes.BinaryType);
        refused(
                "short block",
                rows("short", blocks, RowFactory.create(0L, 2L, 1L, new byte[7])),
                "the block of item 0 has 7 bytes, and 2 features of 1 values take 8");
    }

    @Test
    void refusesKgBelowOne() {
        Path good = rows("good", ITEMS, row(0, 1f), row(1, 2f));
        assertThat(Shell.run("knn", good, "--out", folder.resolve("out"), "--kg", 0)
                        .err())
                .contains("--kg must be at least 1, not 0");
    }

    @Test
    void replacesAnExistingFolderOnlyIfAskedTo() {
        Path good = rows("good", ITEMS, row(0, 1f), row(1, 2f));
        Path out = folder.resolve("out");
        assertThat(Shell.run("knn", good, "--out", out, "--kg", 1).code()).isZero();

        Shell again = Shell.run("knn", good, "--out", out, "--kg", 1);

        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("out: exists; name another folder, or --overwrite");
        assertThat(Shell.run("knn", good, "--out", out, "--kg", 1, "--overwrite")
                        .code())
                .isZero();
        assertThat(Graphs.read(out)).isDeepEqualTo(new int[][] {{1}, {0}});
    }

    /** Runs a job that must fail with a message and leave no file. */
    private void refused(String what, Path input, String message) throws IOException {
        Path out = folder.resolve("never");
        Shell job = Shell.run("knn", input, "--out", out, "--kg", 2);
        assertThat(job.code()).as(what).isEqualTo(2);
        assertThat(job.err()).as(what).contains(message);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()).filter(name -> name.contains("never")))
                    .as(what)
                    .isEmpty();
        }
    }

    private static Row row(long id, float... vector) {
        return RowFactory.create(id, vector);
    }

    private Path rows(String name, StructType schema, Row... rows) {
        Inputs.write(folder.resolve(name), List.of(rows), schema, 1);
        return folder.resolve(name);
    }
}
