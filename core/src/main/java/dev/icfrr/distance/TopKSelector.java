package dev.icfrr.distance;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.matrix.Finite;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.sort.ScoreSort;
import dev.icfrr.sort.SortableBits;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Selects the smallest values of a matrix row and sorts them, ties by column. A threshold estimated from a sample lets
 * a few more than the wanted number pass; only those are sorted. One object serves one thread.
 */
public abstract sealed class TopKSelector {
    private static final int SAMPLE = 512;

    final Matrix matrix;
    final int wanted;
    /** Columns of the sample that the threshold is estimated from. */
    final int[] sampled;

    private final int[] nearest;

    private TopKSelector(Matrix matrix, int wanted) {
        this.matrix = matrix;
        this.wanted = wanted;
        this.sampled = sampled(matrix.columns());
        this.nearest = new int[wanted];
    }

    /** Draws one column of each stretch at random, because classes may be stored one after the other or alternate. */
    private static int[] sampled(int columns) {
        SplittableRandom random = new SplittableRandom(columns);
        int[] sampled = new int[Math.min(SAMPLE, columns)];
        for (int i = 0; i < sampled.length; i++) {
            int start = (int) ((long) i * columns / sampled.length);
            int end = (int) ((i + 1L) * columns / sampled.length);
            sampled[i] = random.nextInt(start, end);
        }
        return sampled;
    }

    /**
     * Returns a selector over the rows of a matrix, for one thread.
     *
     * @param wanted how many columns to return per row, at most {@code matrix.columns()}
     */
    public static TopKSelector forRowsOf(Matrix matrix, int wanted) {
        if (wanted > matrix.columns()) {
            throw new IllegalArgumentException(
                    "cannot take " + wanted + " of " + matrix.columns() + " columns: too few");
        }
        return matrix.isSinglePrecision() ? new OfFloats(matrix, wanted) : new OfDoubles(matrix, wanted);
    }

    /**
     * Returns the columns of the smallest values of a row, ascending, ties by column. The array is reused by the next
     * call.
     *
     * @throws IllegalArgumentException if the row holds NaN or infinity
     */
    public final int[] nearest(int row) {
        select(row, nearest);
        return nearest;
    }

    abstract void select(int row, int[] into);

    /** Returns the position in a sorted sample that most likely has {@code wanted} of {@code all} values below it. */
    static int samplePosition(int sampled, int wanted, int all) {
        double expected = (double) sampled * wanted / all;
        return (int) Math.min(sampled - 1, Math.ceil(expected + 2.5 * Math.sqrt(expected) + 1));
    }

    private static final class OfFloats extends TopKSelector {
        private final float[] values;
        private final float[] sample;
        private final float[] keys;
        private final int[] columns;
        private final long[] candidates;
        private final Selection selection;

        OfFloats(Matrix matrix, int wanted) {
            super(matrix, wanted);
            // Passing over a distance costs about as much as ten multiplications.
            selection = Kernels.forGallery(matrix.columns(), 10).selection();
            values = new float[matrix.columns()];
            sample = new float[sampled.length];
            keys = new float[matrix.columns() + Selection.SLACK];
            columns = new int[matrix.columns() + Selection.SLACK];
            candidates = new long[matrix.columns()];
        }

        @Override
        void select(int row, int[] into) {
            matrix.copyRow(row, values);
            Finite.requireFinite(values, matrix.columns(), row);
            sortSample();
            int position = samplePosition(sample.length, wanted, values.length);
            int count = collectUpTo(sample[position]);
            while (count < wanted) {
                position = 2 * position + 1;
                count = collectUpTo(position < sample.length ? sample[position] : Float.POSITIVE_INFINITY);
            }
            Arrays.sort(candidates, 0, count);
            for (int i = 0; i < wanted; i++) {
                into[i] = (int) candidates[i];
            }
        }

        private void sortSample() {
            for (int i = 0; i < sample.length; i++) {
                sample[i] = values[sampled[i]];
            }
            Arrays.sort(sample);
        }

        private int collectUpTo(float threshold) {
            int count = selection.atMost(values, 0, values.length, threshold, 0, keys, columns, 0);
            for (int i = 0; i < count; i++) {
                candidates[i] = ((long) SortableBits.of(keys[i]) << 32) | columns[i];
            }
            return count;
        }
    }

    /** Memory for values that pass grows with their number, which is near the wanted one. */
    private static final class OfDoubles extends TopKSelector {
        /** Values to look at between two checks of the room for those that pass. */
        private static final int STRETCH = 4096;

        private final double[] values;
        private final double[] sample;
        /** Minus the values that pass. */
        private double[] passed = {};

        private int[] columns = {};
        private ScoreSort sort = new ScoreSort(1);

        OfDoubles(Matrix matrix, int wanted) {
            super(matrix, wanted);
            values = new double[matrix.columns()];
            sample = new double[sampled.length];
        }

        @Override
        void select(int row, int[] into) {
            matrix.copyRow(row, values);
            Finite.requireFinite(values, matrix.columns(), row);
            sortSample();
            int position = samplePosition(sample.length, wanted, values.length);
            int count = collectUpTo(sample[position]);
            while (count < wanted) {
                position = 2 * position + 1;
                count = collectUpTo(position < sample.length ? sample[position] : Double.POSITIVE_INFINITY);
            }
            if (sort.capacity() < count) {
                sort = new ScoreSort(passed.length);
            }
            int[] order = sort.descending(passed, count);
            for (int i = 0; i < wanted; i++) {
                into[i] = columns[order[i]];
            }
        }

        private void sortSample() {
            for (int i = 0; i < sample.length; i++) {
                sample[i] = values[sampled[i]];
            }
            Arrays.sort(sample);
        }

        private int collectUpTo(double threshold) {
            int count = 0;
            for (int start = 0; start < values.length; start += STRETCH) {
                if (count + STRETCH > passed.length) {
                    int room = 2 * Math.max(count, wanted) + STRETCH;
                    passed = Arrays.copyOf(passed, room);
                    columns = Arrays.copyOf(columns, room);
                }
                count = collect(start, Math.min(values.length, start + STRETCH), threshold, count);
            }
            return count;
        }

        private int collect(int start, int end, double threshold, int found) {
            int count = found;
            for (int i = start; i < end; i++) {
                double value = values[i];
                passed[count] = -value;
                columns[count] = i;
                count += value <= threshold ? 1 : 0;
            }
            return count;
        }
    }
}
