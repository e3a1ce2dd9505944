package dev.icfrr.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNeighborSearchTest {
    private static final long SEED = 20261124;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 31, 64, 100})
    void aScanEqualsComparingOneByOneHoweverFeaturesLie(int columns) throws IOException {
        Random random = new Random(SEED + columns);
        int size = 1 + random.nextInt(300);
        float[] values = new float[size * columns];
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(4) - 1.5f;
            wide[i] = values[i];
        }
        float[] query = Arrays.copyOf(values, columns);
        Path file = folder.resolve("features.npy");
        NpyWriter.write(file, Tensor.of(values, size, columns));
        double[] expected = new double[size];
        Icfrr none = new Icfrr(
                KnnGraph.fromFeatures(Matrix.of(size, columns, values), 1), IcfrrParameters.DEFAULTS.withIterations(0));
        Integer[] order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
        for (Matrix features : new Matrix[] {
            Matrix.of(size, columns, values),
            Matrix.of(size, columns, wide),
            TensorFiles.map(file).asMatrix()
        }) {
            double[] distances = new double[size];
            FlatSearch scan = new FlatSearch(features, new Parallelism(2));
            scan.distances(query, distances);
            for (int item = 0; item < size; item++) {
                double sum = 0;
                for (int k = 0; k < columns; k++) {
                    sum += Math.pow(wide[item * columns + k] - query[k], 2);
                }
                // Sums of small multiples of 1/4 are exact in any order.
                assertThat(distances[item]).isEqualTo(Math.sqrt(sum));
            }
            float[] other = Arrays.copyOfRange(values, values.length - columns, values.length);
            double[] ofOther = new double[size];
            double[][] together = new double[2][size];
            scan.distances(other, ofOther);
            scan.distances(new float[][] {query, other}, together);
            assertThat(together).isDeepEqualTo(new double[][] {distances, ofOther});
            expected = distances;
            double[] distance = distances;
            Arrays.sort(
                    order, Comparator.<Integer>comparingDouble(i -> distance[i]).thenComparing(i -> i));
            for (int count : new int[] {1, 5, size, size + 10}) {
                NearestNeighbors nearest = scan.nearest(query, count);
                assertThat(nearest.items())
                        .isEqualTo(Arrays.stream(order)
                                .limit(count)
                                .mapToInt(i -> i)
                                .toArray());
                assertThat(nearest.distances())
                        .isEqualTo(Arrays.stream(nearest.items())
                                .mapToDouble(i -> distance[i])
                                .toArray());
            }
        }
        int[][] byFeatures = new int[1][];
        none.rerankAll(
                DistanceSource.between(Matrix.of(1, columns, query), Matrix.of(size, columns, values)),
                (q, i, o) -> byFeatures[0] = o.clone(),
                new Parallelism(1));
        assertThat(none.rerank(expected).toArray()).isEqualTo(byFeatures[0]);
    }

    @Test
    void clustersFindAllWhereAllAreLookedAtAndMostWhereFewAre() {
        Random random = new Random(SEED);
        int size = 4000;
        float[] values = new float[size * 8];
        for (int item = 0; item < size; item++) {
            for (int k = 0; k < 8; k++) {
                values[item * 8 + k] = (float) (10 * ((item * 31 + k * 7) % 5) + random.nextGaussian());
            }
        }
        Matrix features = Matrix.of(size, 8, values);
        Parallelism two = new Parallelism(2);
        InvertedLists clusters = InvertedLists.of(features, 3, two, null);
        assertThat(clusters.count()).isEqualTo((int) (4 * Math.sqrt(size)));
        assertThat(InvertedLists.of(features, 3, new Parallelism(1), null).clusterOf())
                .isEqualTo(clusters.clusterOf());
        FlatSearch scan = new FlatSearch(features, two);
        IvfSearch all = new IvfSearch(features, clusters, size, two);
        IvfSearch few = new IvfSearch(features, clusters, 400, two);
        int hits = 0;
        for (int q = 0; q < 50; q++) {
            float[] query = Arrays.copyOfRange(values, q * 80, q * 80 + 8);
            query[q % 8] += 0.5f;
            NearestNeighbors exact = scan.nearest(query, 20);
            assertThat(all.nearest(query, 20).items()).isEqualTo(exact.items());
            assertThat(all.nearest(query, 20).distances()).isEqualTo(exact.distances());
            int[] found = few.nearest(query, 20).items();
            hits += (int) Arrays.stream(exact.items())
                    .filter(item -> Arrays.stream(found).anyMatch(f -> f == item))
                    .count();
        }
        assertThat(hits).isGreaterThan(900);
        // As many as asked for come, even if fewer were to be scanned.
        assertThat(few.nearest(Arrays.copyOf(values, 8), 3000).count()).isEqualTo(3000);
    }

    @Test
    void clustersTakeItemsInAndLeaveItemsOut() {
        float[] values = {0, 1, 100, 101, 0, 1};
        Matrix features = Matrix.of(6, 1, values);
        InvertedLists clusters = InvertedLists.of(Matrix.of(2, 1, new float[] {0, 100}), new int[] {0, 0, 1, 1, 0, 0});
        Matrix changed = Matrix.of(5, 1, new float[] {1, 100, 0, 99, 2});
        InvertedLists updated = clusters.updated(changed, new int[] {1, 2, 4}, new Parallelism(1));
        assertThat(updated.clusterOf()).containsExactly(0, 1, 0, 1, 0);
        IvfSearch search = new IvfSearch(features, clusters, 1, new Parallelism(1));
        // Equal distances are told apart by index across the cut.
        assertThat(search.nearest(new float[] {0}, 1).items()).containsExactly(0);
        assertThat(search.nearest(new float[] {0}, 3).items()).containsExactly(0, 4, 1);
        assertThat(search.nearest(new float[] {0}, 9).items()).containsExactly(0, 4, 1, 5, 2, 3);
    }

    @Test
    void storedItemsOfClustersAreReadWhenTheyAreNeeded() {
        Matrix centers = Matrix.of(3, 1, new float[] {0, 50, 100});
        InvertedLists clusters = InvertedLists.of(centers, new int[] {0, 2, 2, 0, 0});
        InvertedLists stored =
                InvertedLists.stored(centers, clusters.starts(), Tensor.of(clusters.members(), clusters.size()));
        assertThat(stored.starts()).containsExactly(0, 3, 3, 5);
        assertThat(stored.members()).containsExactly(0, 3, 4, 1, 2);
        assertThat(stored.clusterOf()).isEqualTo(clusters.clusterOf());
        Matrix features = Matrix.of(5, 1, new float[] {0, 100, 101, 2, 1});
        assertThat(new IvfSearch(features, stored, 1, new Parallelism(1))
                        .nearest(new float[] {99}, 2)
                        .items())
                .containsExactly(1, 2);
        assertThatThrownBy(() -> InvertedLists.stored(centers, new int[] {0, 4, 3, 5}, Tensor.of(new int[5], 5)))
                .hasMessageContaining("do not fit their starts");
        assertThatThrownBy(() -> InvertedLists.stored(centers, new int[] {0, 3, 3, 4}, Tensor.of(new int[5], 5)))
                .hasMessageContaining("do not fit their starts");
        InvertedLists damaged =
                InvertedLists.stored(centers, clusters.starts(), Tensor.of(new int[] {0, 3, 5, 1, 2}, 5));
        assertThatThrownBy(() -> new IvfSearch(features, damaged, 1, new Parallelism(1)).nearest(new float[] {0}, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** The cap keeps a search in ten million items below 25 ms of one thread. */
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1000, 1000",
        "16384, 16384",
        "100000, 16384",
        "1000000, 31250",
        "1048576, 32768",
        "10000000, 32768",
        "2147483646, 32768"
    })
    void scansAShareOfTheGalleryWithinBounds(int gallery, int scanned) {
        assertThat(IvfSearch.defaultMaxScanned(gallery)).isEqualTo(scanned);
    }

    @Test
    void refusesWhatIsNoQuery() {
        FlatSearch scan = new FlatSearch(Matrix.of(2, 2, new float[4]), new Parallelism(1));
        assertThatThrownBy(() -> scan.nearest(new float[3], 1)).hasMessageContaining("3 values");
        assertThatThrownBy(() -> scan.nearest(new float[2], 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> scan.nearest(new float[] {0, Float.NaN}, 1)).hasMessageContaining("value 1");
        assertThatThrownBy(() -> scan.distances(new float[2], new double[1])).hasMessageContaining("room for 1");
        assertThatThrownBy(() -> scan.distances(new float[1][2], new double[2][1]))
                .hasMessageContaining("room for 2 queries");
        assertThatThrownBy(() -> InvertedLists.of(Matrix.of(1, 1, new float[1]), new int[] {0, 1}))
                .hasMessageContaining("cluster 1");
    }
}
