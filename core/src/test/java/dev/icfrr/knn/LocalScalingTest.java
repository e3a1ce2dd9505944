package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalScalingTest {
    private static final long SEED = Long.getLong("icfrr.seed", 20261127);

    private static Matrix features(Random random, int size, int columns) {
        float[] values = new float[size * columns];
        for (int i = 0; i < values.length; i++) {
            // Few values, so that there are ties and duplicates.
            values[i] = random.nextInt(5);
        }
        return Matrix.of(size, columns, values);
    }

    private static double distance(Matrix features, int a, int b) {
        double[] x = new double[features.columns()];
        double[] y = new double[features.columns()];
        features.copyRow(a, x);
        features.copyRow(b, y);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (x[k] - y[k]) * (x[k] - y[k]);
        }
        return Math.sqrt(sum);
    }

    private static int[] naive(KnnGraph plain, Matrix features, int kg, int item) {
        int pool = Math.min(LocalScaling.plainLength(kg), plain.size() - 1);
        double[] half = new double[plain.size()];
        for (int i = 0; i < half.length; i++) {
            int nearest = Math.min(10, plain.size() - 1);
            double sum = 0;
            for (int rank = 0; rank < nearest; rank++) {
                sum += distance(features, i, plain.neighbor(i, rank));
            }
            half[i] = nearest == 0 ? 0 : sum / nearest / 2;
        }
        return Arrays.stream(plain.neighbors(item))
                .limit(pool)
                .boxed()
                .sorted(Comparator.comparingDouble(n -> distance(features, item, n) - half[n]))
                .mapToInt(Integer::intValue)
                .limit(Math.min(kg, plain.size() - 1))
                .toArray();
    }

    @Test
    void listsEqualTheDefinitionOnRandomGalleries() {
        for (int round = 0; round < 60; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            int size = 1 + random.nextInt(50);
            int kg = 1 + random.nextInt(20);
            Matrix features = features(random, size, 1 + random.nextInt(4));
            SelfMatch self = random.nextBoolean() ? SelfMatch.INDEX : SelfMatch.FIRST;
            KnnGraph plain =
                    new KnnGraphBuilder(LocalScaling.plainLength(kg), self, new Parallelism(1), null).exact(features);

            KnnGraph scaled = LocalScaling.ofFeatures(plain, features, kg, new Parallelism(2), null);

            assertThat(scaled.order()).isEqualTo(ListOrder.SCALED);
            assertThat(scaled.kg()).isEqualTo(kg);
            for (int item = 0; item < size; item++) {
                assertThat(scaled.neighbors(item))
                        .as("seed %d, item %d", seed, item)
                        .isEqualTo(naive(plain, features, kg, item));
            }
        }
    }

    @Test
    void storedDistancesGiveTheSameLists() {
        Random random = new Random(SEED);
        Matrix features = features(random, 70, 3);
        double[] all = new double[70 * 70];
        for (int i = 0; i < all.length; i++) {
            all[i] = distance(features, i / 70, i % 70);
        }
        Matrix distances = Matrix.of(70, 70, all);
        KnnGraph plain = new KnnGraphBuilder(30, SelfMatch.INDEX, new Parallelism(1), null).exact(features);
        KnnGraph stored = new KnnGraphBuilder(30, SelfMatch.INDEX, new Parallelism(1), null).fromDistances(distances);

        KnnGraph fromFeatures = LocalScaling.ofFeatures(plain, features, 15, new Parallelism(2), null);
        KnnGraph fromDistances = LocalScaling.ofDistances(stored, distances, 15, new Parallelism(1), null);

        for (int item = 0; item < 70; item++) {
            assertThat(fromDistances.neighbors(item)).isEqualTo(fromFeatures.neighbors(item));
        }
    }

    /** Item 0 lies amid a dense group, item 9 is as near to item 10 but lies alone: local scaling prefers item 9. */
    @Test
    void aHubMovesBehindALonelyItemAtTheSameDistance() {
        float[] values = new float[13];
        for (int i = 0; i < 11; i++) {
            values[i] = i * 0.01f;
        }
        values[11] = 1;
        values[12] = 2;
        Matrix features = Matrix.of(13, 1, values);
        KnnGraph plain = new KnnGraphBuilder(12, SelfMatch.INDEX, new Parallelism(1), null).exact(features);

        assertThat(plain.neighbor(11, 0)).isEqualTo(10);
        assertThat(LocalScaling.ofFeatures(plain, features, 6, new Parallelism(1), null)
                        .neighbor(11, 0))
                .isEqualTo(12);
    }

    @Test
    void listsThatAreTooShortOrScaledAlreadyAreRefused() {
        Matrix features = features(new Random(SEED), 40, 2);
        KnnGraph plain = new KnnGraphBuilder(20, SelfMatch.INDEX, new Parallelism(1), null).exact(features);

        assertThatThrownBy(() -> LocalScaling.ofFeatures(plain, features, 11, new Parallelism(1), null))
                .hasMessageContaining("need plain lists of 22");
        KnnGraph scaled = LocalScaling.ofFeatures(plain, features, 10, new Parallelism(1), null);
        assertThatThrownBy(() -> LocalScaling.ofFeatures(scaled, features, 5, new Parallelism(1), null))
                .hasMessageContaining("scaled already");
        assertThatThrownBy(() ->
                        LocalScaling.ofFeatures(plain, features(new Random(SEED), 39, 2), 10, new Parallelism(1), null))
                .hasMessageContaining("40 items")
                .hasMessageContaining("39");
    }

    @Test
    void aSavedGraphKnowsItsOrder(@TempDir Path folder) throws IOException {
        Matrix features = features(new Random(SEED), 40, 2);
        KnnGraph plain = new KnnGraphBuilder(20, SelfMatch.INDEX, new Parallelism(1), null).exact(features);
        KnnGraph scaled = LocalScaling.ofFeatures(plain, features, 10, new Parallelism(1), null);
        plain.save(folder.resolve("plain.knn"));
        scaled.save(folder.resolve("scaled.knn"));

        assertThat(KnnGraph.open(folder.resolve("plain.knn")).order()).isEqualTo(ListOrder.PLAIN);
        KnnGraph opened = KnnGraph.open(folder.resolve("scaled.knn"));
        KnnGraph.verify(folder.resolve("scaled.knn"));
        assertThat(opened.order()).isEqualTo(ListOrder.SCALED);
        assertThat(opened.truncated(4).order()).isEqualTo(ListOrder.SCALED);
        assertThat(opened.neighbors(7)).isEqualTo(scaled.neighbors(7));
    }

    @Test
    void listsOfAChangedGalleryEqualThoseComputedAnew() {
        Random random = new Random(SEED);
        int reused = 0;
        for (int round = 0; round < 30; round++) {
            int size = 2 + random.nextInt(200);
            int kg = 1 + random.nextInt(8);
            int columns = 2 + random.nextInt(3);
            KnnGraphBuilder builder =
                    KnnGraphBuilder.of(LocalScaling.plainLength(kg)).withSelfMatch(SelfMatch.INDEX);
            Matrix before = features(random, size, columns);
            KnnGraph oldPlain = builder.exact(before);
            Parallelism two = new Parallelism(2);
            KnnGraph oldScaled = LocalScaling.ofFeatures(oldPlain, before, kg, two, null);
            int removals = random.nextInt(4);
            int[] kept = random.ints(0, size)
                    .distinct()
                    .limit(Math.max(1, size - removals))
                    .sorted()
                    .toArray();
            int added = random.nextInt(4);
            float[] values = Arrays.copyOf(before.selectRows(kept).toFloatArray(), (kept.length + added) * columns);
            for (int at = kept.length * columns; at < values.length; at++) {
                values[at] = random.nextInt(5);
            }
            Matrix after = Matrix.of(kept.length + added, columns, values);
            KnnGraph plain = builder.exact(after);
            KnnGraph expected = LocalScaling.ofFeatures(plain, after, kg, two, null);
            KnnGraph updated = LocalScaling.updated(oldPlain, oldScaled, kept, plain, after, two, null);
            int pool = Math.min(LocalScaling.plainLength(kg), plain.size() - 1);
            UnchangedScaledLists unchanged = new UnchangedScaledLists(
                    oldPlain, oldScaled, kept, plain, pool, Math.min(LocalScaling.NEAREST, plain.size() - 1));
            for (int item = 0; item < plain.size(); item++) {
                assertThat(updated.neighbors(item))
                        .as("seed %d, round %d, item %d", SEED, round, item)
                        .isEqualTo(expected.neighbors(item));
                reused += unchanged.list(item) == null ? 0 : 1;
            }
            assertThat(updated.order()).isEqualTo(ListOrder.SCALED);
        }
        assertThat(reused).as("lists that were not computed again").isGreaterThan(500);
    }
}
