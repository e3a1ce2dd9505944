package dev.icfrr.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.distance.Centering;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.spark.dataframe.KnnGraphs;
import dev.icfrr.spark.dataframe.Reranking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists and rankings of data frames equal those of core on the rows in ascending order of ids, to the last bit. */
class DataFrameTest {
    private static final long SEED = 1705;
    private static final int SIZE = 260;
    private static final int QUERIES = 15;
    private static final int COLUMNS = 5;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    /** Kinds of ids, all ascending with the index. */
    enum Ids {
        TEXT(DataTypes.StringType, i -> "%c/%04d é".formatted('a' + i / 100, i)),
        SPARSE(DataTypes.LongType, i -> -7_000_000_000L + i * 1_000_003L),
        INDICES(DataTypes.IntegerType, i -> i);

        private final DataType type;
        private final IntFunction<Object> of;

        Ids(DataType type, IntFunction<Object> of) {
            this.type = type;
            this.of = of;
        }
    }

    /** Kinds of vectors. */
    enum Features {
        FLOATS(DataTypes.createArrayType(DataTypes.FloatType)),
        DOUBLES(DataTypes.createArrayType(DataTypes.DoubleType)),
        ML(SQLDataTypes.VectorType());

        private final DataType type;

        Features(DataType type) {
            this.type = type;
        }

        Object of(float[] values, int row) {
            double[] doubles = IntStream.range(0, values.length)
                    .mapToDouble(k -> values[k])
                    .toArray();
            return switch (this) {
                case FLOATS -> values;
                case DOUBLES -> doubles;
                case ML ->
                    row % 2 == 0
                            ? Vectors.dense(doubles)
                            : Vectors.dense(doubles).toSparse();
            };
        }
    }

    /** Draws classes; some values are zero, so that sparse vectors leave something out, and some rows are equal. */
    private Matrix classes(int size) {
        float[] values = new float[size * COLUMNS];
        for (int i = 0; i < size; i++) {
            int from = i > 0 && random.nextInt(5) == 0 ? random.nextInt(i) : -1;
            for (int k = 0; k < COLUMNS; k++) {
                values[i * COLUMNS + k] = from >= 0
                        ? values[from * COLUMNS + k]
                        : random.nextInt(4) == 0 ? 0 : (float) (i % 8 * (k % 3) + random.nextGaussian());
            }
        }
        return Matrix.of(size, COLUMNS, values);
    }

    private Dataset<Row> frame(Matrix features, Ids ids, Features kind) {
        List<Row> rows = new ArrayList<>();
        float[] row = new float[COLUMNS];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            rows.add(RowFactory.create(kind.of(row.clone(), i), "unused", ids.of.apply(i)));
        }
        Collections.shuffle(rows, random);
        StructType schema = new StructType()
                .add("embedding", kind.type)
                .add("other", DataTypes.StringType)
                .add("image", ids.type);
        return Inputs.session().createDataFrame(rows, schema).repartition(3);
    }

    private static Map<Object, List<Object>> lists(Dataset<Row> graph) {
        Map<Object, List<Object>> lists = new HashMap<>();
        graph.select("id", "neighbors").collectAsList().forEach(row -> lists.put(row.get(0), row.getList(1)));
        return lists;
    }

    private static Map<Object, List<Object>> lists(KnnGraph graph, Ids ids) {
        Map<Object, List<Object>> lists = new HashMap<>();
        for (int item = 0; item < graph.size(); item++) {
            lists.put(ids.of.apply(item), named(graph.neighbors(item), ids));
        }
        return lists;
    }

    private static List<Object> named(int[] items, Ids ids) {
        return IntStream.of(items).mapToObj(ids.of).toList();
    }

    private static Map<List<Object>, List<Object>> rankings(Dataset<Row> frame) {
        Map<List<Object>, List<Object>> rankings = new HashMap<>();
        frame.select("query", "iteration", "ranking")
                .collectAsList()
                .forEach(row -> rankings.put(List.of(row.get(0), row.getInt(1)), row.getList(2)));
        return rankings;
    }

    private static Map<List<Object>, List<Object>> rankings(Icfrr icfrr, DistanceSource distances, Ids ids) {
        Map<List<Object>, List<Object>> rankings = new HashMap<>();
        icfrr.rerankAll(
                distances,
                (query, iteration, order) -> {
                    synchronized (rankings) {
                        rankings.put(List.of(ids.of.apply(query), iteration), named(order, ids));
                    }
                },
                Parallelism.allCores());
        return rankings;
    }

    @ParameterizedTest
    @EnumSource
    void everythingChosenEqualsOneMachine(Ids ids) {
        Features kind = Features.values()[ids.ordinal()];
        Matrix gallery = classes(SIZE);
        Matrix queries = classes(QUERIES);
        Centering centering = Centering.of(queries, gallery);
        DistanceSource distances = DistanceSource.between(centering.queries(queries), centering.gallery(gallery));
        ParameterSelection one = ParameterSelection.resolve(
                ParameterRequest.recommended(),
                GalleryNeighbors.ofFeatures(centering.gallery(gallery), SelfMatch.INDEX, Parallelism.allCores()),
                distances,
                GuardMode.OFF,
                Parallelism.allCores());
        Dataset<Row> galleryFrame = frame(gallery, ids, kind);
        Dataset<Row> queryFrame = frame(queries, ids, kind);
        Path saved = folder.resolve("graph");
        KnnGraphs.ofChosenK()
                .withQueries(queryFrame)
                .withCentering()
                .withTasks(5)
                .build(galleryFrame, "image", "embedding")
                .write()
                .parquet(saved.toString());
        Dataset<Row> graph = Inputs.session().read().parquet(saved.toString());
        assertThat(lists(graph)).as("%s, seed %d", ids, SEED).isEqualTo(lists(one.graph(), ids));
        Dataset<Row> ranked = Reranking.of(queryFrame, galleryFrame, graph, "image", "embedding")
                .withWholeGallery()
                .withAllIterations()
                .withTasks(3)
                .rankings();
        assertThat(rankings(ranked))
                .as("%s, seed %d", ids, SEED)
                .isEqualTo(rankings(new Icfrr(one.graph(), one.parameters().method()), distances, ids));
    }

    @Test
    void plainListsAndTheAuthorsDefaultsEqualOneMachine() {
        Matrix gallery = classes(90);
        Matrix queries = classes(QUERIES);
        Dataset<Row> galleryFrame = frame(gallery, Ids.TEXT, Features.ML);
        Dataset<Row> queryFrame = frame(queries, Ids.TEXT, Features.ML);
        Dataset<Row> graph = KnnGraphs.exact(galleryFrame, "image", "embedding", 12);
        KnnGraph one = KnnGraph.fromFeatures(gallery, 12);
        assertThat(lists(graph)).isEqualTo(lists(one, Ids.TEXT));
        Map<List<Object>, List<Object>> all =
                rankings(new Icfrr(one, IcfrrParameters.DEFAULTS), DistanceSource.between(queries, gallery), Ids.TEXT);
        all.keySet().removeIf(key -> !key.get(1).equals(IcfrrParameters.DEFAULT_ITERATIONS));
        assertThat(rankings(Reranking.of(queryFrame, galleryFrame, graph, "image", "embedding")
                        .rankings()))
                .as("seed %d", SEED)
                .isEqualTo(all);
    }

    @Test
    void recommendedListsEqualTheReRankerOfAGallery() {
        Matrix gallery = classes(150);
        Dataset<Row> frame = frame(gallery, Ids.SPARSE, Features.DOUBLES);
        Dataset<Row> graph = KnnGraphs.recommended(frame, "image", "embedding");
        Icfrr one = MultiscaleAdvice.reranker(gallery, Parallelism.allCores());
        assertThat(rankings(Reranking.of(frame, frame, graph, "image", "embedding")
                        .withAllIterations()
                        .rankings()))
                .as("seed %d", SEED)
                .isEqualTo(rankings(one, DistanceSource.between(gallery, gallery), Ids.SPARSE));
    }

    @Test
    void listsOfAnotherProgramCountAsPlain() {
        Matrix gallery = classes(40);
        KnnGraph one = KnnGraph.fromFeatures(gallery, 6);
        List<Row> rows = new ArrayList<>();
        lists(one, Ids.SPARSE)
                .forEach((id, list) -> rows.add(RowFactory.create(
                        id, scala.jdk.javaapi.CollectionConverters.asScala(list).toSeq())));
        StructType schema = new StructType()
                .add("id", DataTypes.LongType)
                .add("neighbors", DataTypes.createArrayType(DataTypes.LongType));
        Dataset<Row> others = Inputs.session().createDataFrame(rows, schema);
        Dataset<Row> frame = frame(gallery, Ids.SPARSE, Features.FLOATS);
        IcfrrParameters parameters = IcfrrParameters.DEFAULTS.withKq(10).withIterations(2);
        assertThat(rankings(Reranking.of(frame, frame, others, "image", "embedding")
                        .withParameters(parameters)
                        .withAllIterations()
                        .rankings()))
                .isEqualTo(rankings(new Icfrr(one, parameters), DistanceSource.between(gallery, gallery), Ids.SPARSE));
        rows.set(0, RowFactory.create(rows.getFirst().get(0), new Long[] {5L, 5L, 5L, 5L, 5L, 5L}));
        Dataset<Row> strange = Inputs.session().createDataFrame(rows, schema);
        assertThatThrownBy(() -> Reranking.of(frame, frame, strange, "image", "embedding")
                        .rankings())
                .hasStackTraceContaining("gallery: there is no item 5");
    }

    @Test
    void namesWhatIsUnusable() {
        StructType schema = new StructType()
                .add("image", DataTypes.StringType)
                .add("embedding", DataTypes.createArrayType(DataTypes.FloatType));
        refused(schema, "row 1, counted from 0, has no id: column image is null", item("a", 1), item(null, 2));
        refused(schema, "gallery: item b appears twice", item("a", 1), item("b", 2), item("b", 3));
        refused(schema, "holds no features");
        refused(schema, "gallery feature b, column 1 holds NaN", item("a", 1, 2), item("b", 2, Float.NaN));
        refused(schema, "the vector of item c is null", item("a", 1), RowFactory.create("c", null));
        refused(
                new StructType().add("name", DataTypes.StringType),
                "gallery: there is no column image of ids; the columns are name",
                RowFactory.create("a"));
        refused(
                new StructType().add("image", DataTypes.DoubleType),
                "column image must hold ids as whole numbers or text, not double",
                RowFactory.create(1.0));
        refused(
                new StructType().add("image", DataTypes.StringType),
                "gallery: there is no column embedding of features; the columns are image",
                RowFactory.create("a"));
    }

    private static Row item(@Nullable String id, float... values) {
        return RowFactory.create(id, values);
    }

    private static void refused(StructType schema, String message, Row... rows) {
        Dataset<Row> frame =
                Inputs.session().createDataFrame(List.of(rows), schema).coalesce(1);
        assertThatThrownBy(() -> KnnGraphs.exact(frame, "image", "embedding", 3).collectAsList())
                .hasStackTraceContaining(message);
    }

    @Test
    void refusesAGraphThatDoesNotFit() {
        Matrix gallery = classes(60);
        Dataset<Row> frame = frame(gallery, Ids.INDICES, Features.FLOATS);
        Dataset<Row> scaled = KnnGraphs.ofScaledLists(8).build(frame, "image", "embedding");
        assertThatThrownBy(() -> Reranking.of(frame, frame, scaled, "image", "embedding")
                        .withParameters(IcfrrParameters.DEFAULTS)
                        .rankings())
                .hasMessageContaining("leave out the index entry as the item itself, and these parameters need first");
        assertThatThrownBy(() -> Reranking.of(frame, frame, scaled, "image", "embedding")
                        .withParameters(ParameterRequest.recommended().method().withKq(32))
                        .rankings())
                .hasMessageContaining("the graph holds 8 neighbors per item, fewer than K 32");
        Dataset<Row> fewer = frame.filter("image < 50");
        assertThatThrownBy(() ->
                        Reranking.of(frame, fewer, scaled, "image", "embedding").rankings())
                .hasStackTraceContaining("the gallery holds 50 items, and the graph graph is of 60");
    }

    @Test
    void worksInASessionWithJavasSerializerAndRefusesKryoWithoutTheRegistrator() {
        Matrix gallery = classes(70);
        Inputs.session().stop();
        try {
            assertThatThrownBy(() -> exactIn("org.apache.spark.serializer.KryoSerializer", gallery))
                    .hasMessageContaining("start it with spark.kryo.registrator dev.icfrr.spark.kryo.IcfrrRegistrator");
            assertThat(exactIn("org.apache.spark.serializer.JavaSerializer", gallery))
                    .isEqualTo(lists(KnnGraph.fromFeatures(gallery, 9), Ids.INDICES));
        } finally {
            Inputs.session();
        }
    }

    private Map<Object, List<Object>> exactIn(String serializer, Matrix gallery) {
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("tests")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.serializer", serializer);
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        try {
            return lists(KnnGraphs.exact(frame(gallery, Ids.INDICES, Features.FLOATS), "image", "embedding", 9));
        } finally {
            session.stop();
        }
    }
}
