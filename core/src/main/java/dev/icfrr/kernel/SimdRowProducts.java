package dev.icfrr.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Products of a row with four others at a time, two sums each. */
final class SimdRowProducts implements RowProducts {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int STEP = 2 * LANES;

    @Override
    public void multiply(
            float[] row,
            int rowStart,
            float[] others,
            int othersStart,
            int[] numbers,
            int first,
            int end,
            int columns,
            float[] into) {
        for (int i = first; i < end; i += 4) {
            // Towards the end the last row is multiplied more than once.
            int j = Math.min(i + 1, end - 1);
            int k = Math.min(i + 2, end - 1);
            int l = Math.min(i + 3, end - 1);
            int a = othersStart + numbers[i] * columns;
            int b = othersStart + numbers[j] * columns;
            int c = othersStart + numbers[k] * columns;
            int d = othersStart + numbers[l] * columns;
            int whole = columns - columns % STEP;
            four(row, rowStart, others, a, b, c, d, whole, into, i, j, k, l);
            if (whole < columns) {
                into[i] += rest(row, rowStart, others, a, whole, columns);
                into[j] = j == i ? into[i] : into[j] + rest(row, rowStart, others, b, whole, columns);
                into[k] = k == j ? into[j] : into[k] + rest(row, rowStart, others, c, whole, columns);
                into[l] = l == k ? into[k] : into[l] + rest(row, rowStart, others, d, whole, columns);
            }
        }
    }

    private static void four(
            float[] row,
            int at,
            float[] others,
            int a,
            int b,
            int c,
            int d,
            int count,
            float[] into,
            int toA,
            int toB,
            int toC,
            int toD) {
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int k = 0; k < count; k += STEP) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, row, at + k);
            a0 = x0.fma(FloatVector.fromArray(SPECIES, others, a + k), a0);
            b0 = x0.fma(FloatVector.fromArray(SPECIES, others, b + k), b0);
            c0 = x0.fma(FloatVector.fromArray(SPECIES, others, c + k), c0);
            d0 = x0.fma(FloatVector.fromArray(SPECIES, others, d + k), d0);
            FloatVector x1 = FloatVector.fromArray(SPECIES, row, at + k + LANES);
            a1 = x1.fma(FloatVector.fromArray(SPECIES, others, a + k + LANES), a1);
            b1 = x1.fma(FloatVector.fromArray(SPECIES, others, b + k + LANES), b1);
            c1 = x1.fma(FloatVector.fromArray(SPECIES, others, c + k + LANES), c1);
            d1 = x1.fma(FloatVector.fromArray(SPECIES, others, d + k + LANES), d1);
        }
        into[toA] = a0.add(a1).reduceLanes(VectorOperators.ADD);
        into[toB] = b0.add(b1).reduceLanes(VectorOperators.ADD);
        into[toC] = c0.add(c1).reduceLanes(VectorOperators.ADD);
        into[toD] = d0.add(d1).reduceLanes(VectorOperators.ADD);
    }

    private static float rest(float[] row, int at, float[] others, int other, int first, int end) {
        float sum = 0;
        for (int k = first; k < end; k++) {
            sum += row[at + k] * others[other + k];
        }
        return sum;
    }

    /** Makes some short calls of the loop, see {@link Kernels#prepare}. */
    void prepare() {
        float[] rows = new float[Kernels.SHORT_LOOP * STEP];
        for (int call = 0; call < Kernels.CALLS; call++) {
            four(rows, 0, rows, 0, 0, 0, 0, rows.length, rows, 0, 1, 2, 3);
        }
    }

    /** One per step, one per lane in whatever order lanes are added, and those of the values after the last step. */
    @Override
    public int roundings(int columns) {
        return columns / STEP + 1 + LANES + columns % STEP + 1;
    }
}
