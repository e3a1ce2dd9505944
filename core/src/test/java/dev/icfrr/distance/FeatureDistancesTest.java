package dev.icfrr.distance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import org.junit.jupiter.api.Test;

class FeatureDistancesTest {
    private static final Parallelism TWO = new Parallelism(2);

    @Test
    void distancesOfAllThreadsTakeAQuarterOfTheMemory() {
        long limit = Runtime.getRuntime().maxMemory() / 4;
        for (int threads : new int[] {1, 2, 4, 16, 64}) {
            Parallelism parallelism = new Parallelism(threads);
            int atATime = between(1_000_000, 54_151).queriesAtATime(parallelism);
            int least = QueryGalleryDistances.queriesAtATime(1_000_000, 54_151, parallelism);
            assertThat(atATime).isBetween(least, 2 * least);
            if (atATime > least) {
                assertThat((long) threads * atATime * 54_151 * Double.BYTES).isLessThanOrEqualTo(limit);
            }
        }
        assertThat(between(1_000_000, 1_000).queriesAtATime(TWO)).isEqualTo(224);
        assertThat(between(100, 1_000).queriesAtATime(TWO)).isEqualTo(50);
    }

    @Test
    void onlyAGalleryThatSeveralBlocksReadIsPackedWhole() {
        boolean packs = Kernels.get().blockProducts(768).isPresent();
        assertThat(between(92_291, 5_000).packedBytes(TWO)).isEqualTo(packs ? 4L * 5_000 * 768 : 0);
        assertThat(between(60, 5_000).packedBytes(new Parallelism(1))).isZero();
        assertThat(between(92_291, 100_000_000).packedBytes(TWO)).isZero();
    }

    private static DistanceSource between(int queries, int gallerySize) {
        return DistanceSource.between(new Shape(queries), new Shape(gallerySize));
    }

    /** Features that nobody reads. */
    private record Shape(int rows) implements Matrix {
        @Override
        public int columns() {
            return 768;
        }

        @Override
        public boolean isSinglePrecision() {
            return true;
        }

        @Override
        public void copyRow(int row, float[] into) {
            throw new AssertionError();
        }

        @Override
        public void copyRow(int row, double[] into) {
            throw new AssertionError();
        }
    }
}
