package dev.icfrr.distance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueryGalleryDistancesTest {
    private static final int STRIPES = 8;

    @RegisterExtension
    final Seed seed = new Seed(20261129);

    private final Random random = seed.random();

    @Test
    void distancesDoNotDependOnHowManyQueriesAreAskedAtATime() {
        int columns = 21;
        int gallerySize = 53;
        float[] queries = floats(130 * columns);
        float[] gallery = floats(gallerySize * columns);
        QueryGalleryDistances distances =
                new QueryGalleryDistances(Matrix.of(130, columns, queries), Matrix.of(gallerySize, columns, gallery));
        for (int count : new int[] {1, 23, 24, 64, 65, 80, 112, 127, 128}) {
            int first = random.nextInt(130 - count + 1);
            double[] into = new double[count * gallerySize];
            distances.squared(first, first + count, into);
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < gallerySize; j++) {
                    assertThat(into[i * gallerySize + j])
                            .isEqualTo(canonical(queries, (first + i) * columns, gallery, j * columns, columns));
                }
            }
        }
    }

    @Test
    void manyQueriesShareOneReadingOfALargeGallery() {
        assertThat(QueryGalleryDistances.queriesAtATime(92_291, 54_151, new Parallelism(2)))
                .isEqualTo(112);
        assertThat(QueryGalleryDistances.queriesAtATime(1_000_000, 1_000, new Parallelism(2)))
                .isEqualTo(128);
    }

    @Test
    void allThreadsGetQueries() {
        assertThat(QueryGalleryDistances.queriesAtATime(2_400, 27_989, new Parallelism(2)))
                .isEqualTo(75 - 75 % 16);
        assertThat(QueryGalleryDistances.queriesAtATime(2_400, 27_989, new Parallelism(64)))
                .isEqualTo(38);
        assertThat(QueryGalleryDistances.queriesAtATime(10, 100, new Parallelism(4)))
                .isEqualTo(3);
        assertThat(QueryGalleryDistances.queriesAtATime(0, 0, new Parallelism(1)))
                .isEqualTo(1);
    }

    @Test
    void heldDistancesStayWithinFiftyMegabytes() {
        for (int gallerySize : new int[] {30_000, 54_151, 100_000, 1_000_000, 6_000_000}) {
            long queries = QueryGalleryDistances.queriesAtATime(1_000_000, gallerySize, new Parallelism(2));
            assertThat(queries * gallerySize * Double.BYTES).isLessThanOrEqualTo(6L << 23);
        }
    }

    private static double canonical(float[] a, int aStart, float[] b, int bStart, int columns) {
        double[] s = new double[STRIPES];
        for (int k = 0; k < columns; k++) {
            double d = (double) a[aStart + k] - b[bStart + k];
            s[k % STRIPES] = Math.fma(d, d, s[k % STRIPES]);
        }
        return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
