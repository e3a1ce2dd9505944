package dev.icfrr.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MethodsTest {

    static Stream<String> everyMethod() {
        return Stream.concat(
                Methods.all().stream().map(MethodHelp::name),
                Stream.of(
                        "ecn:method=origdist",
                        "dba:k=3+icfrr:kg=7,kq=6",
                        "dba+aqe",
                        "aqe+k_reciprocal",
                        "center+gcr",
                        "center+icfrr:kg=7,kq=6",
                        "icfrr:vote=multiscale,k=8",
                        "icfrr:vote=multiscale,k=8,lists=plain,beta_scale=spread",
                        "dba:k=3+icfrr:vote=multiscale,k=16",
                        "icfrr:kg=7,kq=6,lists=scaled"));
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void theNumberOfThreadsChangesNothing(String specification) {
        Matrix queries = random(11, 9, 1);
        Matrix gallery = random(57, 9, 2);
        double[][] one = scores(specification, Queries.ofFeatures(queries), Gallery.ofFeatures(gallery), 1);
        double[][] three = scores(specification, Queries.ofFeatures(queries), Gallery.ofFeatures(gallery), 3);
        assertThat(three).isDeepEqualTo(one);
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void theScoresOfAQueryDoNotDependOnOthersUnlessTheMethodNeedsAll(String specification) {
        double[] queries = values(4, 9, 3);
        Gallery gallery = Gallery.ofFeatures(random(57, 9, 4));
        double[][] all = scores(specification, Queries.ofFeatures(Matrix.of(4, 9, queries)), gallery, 2);
        double[][] last = scores(
                specification, Queries.ofFeatures(Matrix.of(1, 9, Arrays.copyOfRange(queries, 27, 36))), gallery, 2);
        if (!Methods.parse(specification).needs().contains(Requirement.ALL_QUERIES)) {
            assertThat(last[0]).containsExactly(all[3]);
        }
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void smallGalleriesDuplicatesAndZerosGiveFiniteScores(String specification) {
        for (int size : new int[] {1, 2, 5}) {
            double[] features = values(size, 3, 5);
            if (size == 5) {
                System.arraycopy(features, 0, features, 3, 3);
                Arrays.fill(features, 6, 9, 0);
            }
            Gallery gallery = Gallery.ofFeatures(Matrix.of(size, 3, features));
            for (double[] row : scores(specification, Queries.ofFeatures(random(2, 3, 6)), gallery, 1)) {
                assertThat(row).hasSize(size);
                assertThat(Arrays.stream(row)).allMatch(Double::isFinite);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void distancesSufficeUnlessTheMethodNeedsFeatures(String specification) {
        Matrix queries = unit(random(3, 9, 7));
        Matrix items = unit(random(31, 9, 8));
        RerankMethod method = Methods.parse(specification);
        Queries distances = Queries.ofDistances(Blobs.distances(queries, items), Blobs.distances(queries, queries));
        Gallery gallery = Gallery.ofDistances(Blobs.distances(items, items));
        if (method.needs().contains(Requirement.FEATURES)) {
            assertThatThrownBy(() -> scores(specification, distances, gallery, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("works on features")
                    .hasMessageContaining("give the features of queries and gallery");
        } else {
            int[][] byDistances = orders(scores(specification, distances, gallery, 1));
            int[][] byFeatures =
                    orders(scores(specification, Queries.ofFeatures(queries), Gallery.ofFeatures(items), 1));
            assertThat(byDistances).isDeepEqualTo(byFeatures);
        }
    }

    @Test
    void theMessageNamesMissingOrUnsuitableInputs() {
        Matrix queries = random(3, 9, 9);
        Matrix items = random(31, 9, 10);
        Matrix toGallery = Blobs.distances(queries, items);
        Gallery gallery = Gallery.ofDistances(Blobs.distances(items, items));
        assertThatThrownBy(() -> scores("k_reciprocal", Queries.ofDistances(toGallery), gallery, 1))
                .hasMessageContaining("distances among the queries");
        assertThatThrownBy(() -> scores("lbr", Queries.ofDistances(toGallery), new Gallery(31, null, null), 1))
                .hasMessageContaining("distances among gallery items");
        assertThatThrownBy(() -> scores("none", Queries.ofDistances(toGallery), new Gallery(30, null, null), 1))
                .hasMessageContaining("31 gallery items, but the gallery has 30");
        assertThatThrownBy(() -> scores("aqe", Queries.ofFeatures(random(3, 8, 1)), Gallery.ofFeatures(items), 1))
                .hasMessageContaining("same model");
        double[] broken = values(3, 9, 1);
        broken[12] = Double.NaN;
        assertThatThrownBy(
                        () -> scores("gcr", Queries.ofFeatures(Matrix.of(3, 9, broken)), Gallery.ofFeatures(items), 1))
                .hasMessageContaining("row 1, column 3");
    }

    @Test
    void icfrrAsAMethodGivesTheOrdersOfIcfrr() {
        Matrix queries = Blobs.queries();
        Matrix items = Blobs.gallery();
        int[][] expected = new int[queries.rows()][];
        new Icfrr(KnnGraph.fromFeatures(items, 25), IcfrrParameters.DEFAULTS.withKq(20))
                .rerankAll(
                        DistanceSource.between(queries, items),
                        (query, _, order) -> expected[query] = order.clone(),
                        new Parallelism(1));
        assertThat(orders(scores("icfrr:kg=25,kq=20", Queries.ofFeatures(queries), Gallery.ofFeatures(items), 2)))
                .isDeepEqualTo(expected);
    }

    @Test
    void parsingANameGivesTheSameMethod() {
        everyMethod().forEach(specification -> {
            RerankMethod method = Methods.parse(specification);
            assertThat(Methods.parse(method.name())).isEqualTo(method);
        });
        assertThat(Methods.parse("k_reciprocal:k1=7").name()).isEqualTo("k_reciprocal:k1=7,k2=6,lambda_value=0.3");
        assertThat(Methods.parse("dba:k=5 + icfrr").name())
                .isEqualTo("dba:k=5+icfrr:kg=256,kq=250,beta=0.5,n_times=5,update=reference");
        assertThat(Methods.parse("icfrr:vote=multiscale").name())
                .isEqualTo("icfrr:vote=multiscale,k=auto,lists=scaled,beta=0.5,n_times=5,update=reference");
        assertThat(Methods.parse("icfrr:vote=multiscale,center=domains"))
                .isEqualTo(Methods.parse("center+icfrr:vote=multiscale,k=auto,lists=scaled"));
        assertThat(Methods.parse("lbr:temperature=1e+1").name()).isEqualTo("lbr:top_k=50,temperature=10");
        for (MethodHelp help : Methods.all()) {
            assertThat(Methods.parse(help.specification())).isEqualTo(Methods.parse(help.name()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "nonesuch | no method is called 'nonesuch'; there are none, icfrr",
                "aqe:k | write a parameter as name=value",
                "aqe:q=3 | aqe has no parameter 'q'; it takes k",
                "none:k=3 | it takes none",
                "aqe:k=3,k=4 | 'k' is given twice",
                "aqe:k=many | k must be a whole number, not 'many'",
                "aqe:k=0 | k must be at least 1, not 0",
                "icfrr:beta=NaN | beta must be finite",
                "ecn:method=cosine | method must be rankdist or origdist, not 'cosine'",
                "diffusion:alpha=1 | alpha must be between 0 and 1",
                "k_reciprocal+icfrr | nothing can follow k_reciprocal",
                "icfrr:vote=multiscale,kg=7 | vote=multiscale has no kg and kq: use k",
                "icfrr:k=8 | k belongs to vote=multiscale",
                "icfrr:vote=steep | vote must be flat or multiscale",
                "icfrr:center=all | center must be none or domains",
                "dba+ | no method is called",
            })
    void theMessageNamesTheMistakeInASpecification(String specification, String message) {
        assertThatThrownBy(() -> Methods.parse(specification))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static double[][] scores(String specification, Queries queries, Gallery gallery, int threads) {
        Parallelism parallelism = new Parallelism(threads);
        double[][] scores = new double[queries.count()][];
        Methods.parse(specification)
                .prepare(gallery, parallelism)
                .scorer(queries, parallelism)
                .scoreAll((query, row) -> scores[query] = row.clone(), parallelism);
        return scores;
    }

    private static int[][] orders(double[][] scores) {
        return Arrays.stream(scores)
                .map(row -> IntStream.range(0, row.length)
                        .boxed()
                        .sorted((a, b) -> Double.compare(row[b], row[a]))
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static Matrix random(int rows, int columns, long seed) {
        return Matrix.of(rows, columns, values(rows, columns, seed));
    }

    private static double[] values(int rows, int columns, long seed) {
        return new Random(seed).doubles((long) rows * columns, -1, 1).toArray();
    }

    private static Matrix unit(Matrix matrix) {
        return RowMatrix.unit(matrix, new Parallelism(1));
    }
}
