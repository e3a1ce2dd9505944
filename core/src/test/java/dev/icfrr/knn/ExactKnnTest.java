package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactKnnTest {
    private static final long SEED = Long.getLong("icfrr.seed", 20261128);
    private static final Parallelism TWO = new Parallelism(2);

    /** Features with duplicates and ties, with near-duplicates, without either, or in double precision. */
    private static Matrix features(Random random, int size, int columns) {
        float noise = new float[] {0, 1e-6f, 1e-3f, 1}[random.nextInt(4)];
        int values = 1 + random.nextInt(6);
        double[] features = new double[size * columns];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (random.nextInt(values) + noise * random.nextGaussian());
        }
        if (random.nextInt(5) == 0) {
            return Matrix.of(size, columns, features);
        }
        float[] singles = new float[features.length];
        for (int i = 0; i < singles.length; i++) {
            singles[i] = (float) features[i];
        }
        return Matrix.of(size, columns, singles);
    }

    private static void listsEqualThoseOfSingleSteps(Matrix features, int searched, int kg, SelfMatch self, String as) {
        KnnGraphBuilder builder = new KnnGraphBuilder(searched, self, TWO, null);
        FoundNeighbors found = builder.find(features);
        assertThat(found.length()).isEqualTo(Math.min(searched, features.rows() - 1));

        KnnGraph exact = builder.exact(features);
        KnnGraph plain = found.plain(kg);
        KnnGraph bands = found.bands(kg);
        KnnGraph scaled = found.scaled(kg);

        KnnGraph expected = LocalScaling.ofFeatures(exact, features, kg, TWO, null);
        assertThat(plain.kg()).isEqualTo(kg);
        assertThat(scaled.kg()).isEqualTo(kg);
        assertThat(scaled.order()).isEqualTo(ListOrder.SCALED);
        assertThat(scaled.selfMatch()).isEqualTo(self);
        for (int item = 0; item < features.rows(); item++) {
            assertThat(plain.neighbors(item))
                    .as("%s, item %d", as, item)
                    .isEqualTo(exact.truncated(kg).neighbors(item));
            for (int k = 4; k < 2 * kg; k *= 2) {
                int length = Math.min(k, plain.neighborsPerItem());
                assertThat(Arrays.copyOf(bands.neighbors(item), length))
                        .as("%s, item %d, first %d", as, item, k)
                        .containsExactlyInAnyOrder(Arrays.copyOf(plain.neighbors(item), length));
            }
            assertThat(scaled.neighbors(item)).as("%s, item %d", as, item).isEqualTo(expected.neighbors(item));
        }
    }

    @Test
    void listsEqualThoseOfSingleStepsOnRandomGalleries() {
        for (int round = 0; round < 80; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            int size = 1 + random.nextInt(round % 8 == 0 ? 700 : 80);
            int kg = 1 + random.nextInt(40);
            listsEqualThoseOfSingleSteps(
                    features(random, size, 1 + random.nextInt(20)),
                    LocalScaling.plainLength(kg) + random.nextInt(20),
                    kg,
                    random.nextBoolean() ? SelfMatch.INDEX : SelfMatch.FIRST,
                    "seed " + seed);
        }
    }

    /** Items along a line, seen from one end to the other, leave rows unsure: a few, or so many that all repeat. */
    @Test
    void rowsLeftUnsureGetTheSameLists() {
        for (int size : new int[] {250, 1920}) {
            int[] order = PackedRows.scattered(size);
            float[] place = new float[size];
            for (int position = 0; position < size; position++) {
                place[order[position]] = position;
            }
            Matrix line = Matrix.of(size, 1, place);
            listsEqualThoseOfSingleSteps(line, 50, 25, SelfMatch.INDEX, "line of " + size);
        }
    }

    @Test
    void listsThatWereNotSearchedForAreRefused() {
        FoundNeighbors found = KnnGraphBuilder.of(12).find(features(new Random(1), 50, 4));

        assertThatThrownBy(() -> found.plain(13)).hasMessageContaining("lists of 13 neighbors are needed, and 12");
        assertThatThrownBy(() -> found.scaled(7)).hasMessageContaining("lists of 14 neighbors are needed, and 12");
    }
}
