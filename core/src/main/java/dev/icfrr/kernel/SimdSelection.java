package dev.icfrr.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Selection by comparing and compressing whole vectors. */
final class SimdSelection implements Selection {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    /** The items after the last whole vector. */
    private static final Selection REST = new ScalarSelection();

    private static final IntVector LANE_INDEX = IntVector.zero(INTS).addIndex(1);

    @Override
    public int atMost(
            float[] values,
            int start,
            int count,
            float limit,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at) {
        int to = at;
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector value = FloatVector.fromArray(FLOATS, values, start + i);
            VectorMask<Float> pass = value.compare(VectorOperators.LE, limit);
            if (pass.anyTrue()) {
                value.compress(pass).intoArray(keys, to);
                LANE_INDEX.add(firstPosition + i).compress(pass.cast(INTS)).intoArray(positions, to);
                to += pass.trueCount();
            }
        }
        return REST.atMost(values, start + i, count - i, limit, firstPosition + i, keys, positions, to);
    }

    @Override
    public int ofRow(
            float[] products,
            int start,
            int count,
            float[] addends,
            int addendStart,
            float limit,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at) {
        int to = at;
        int i = 0;
        FloatVector minusTwo = FloatVector.broadcast(FLOATS, -2f);
        for (; i + LANES <= count; i += LANES) {
            FloatVector key = FloatVector.fromArray(FLOATS, products, start + i)
                    .fma(minusTwo, FloatVector.fromArray(FLOATS, addends, addendStart + i));
            VectorMask<Float> pass = key.compare(VectorOperators.LE, limit);
            if (pass.anyTrue()) {
                key.compress(pass).intoArray(keys, to);
                LANE_INDEX.add(firstPosition + i).compress(pass.cast(INTS)).intoArray(positions, to);
                to += pass.trueCount();
            }
        }
        return REST.ofRow(
                products,
                start + i,
                count - i,
                addends,
                addendStart + i,
                limit,
                firstPosition + i,
                keys,
                positions,
                to);
    }

    @Override
    public int ofColumns(
            float[] products,
            int start,
            int count,
            float addend,
            float[] limits,
            int limitStart,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at) {
        int to = at;
        int i = 0;
        FloatVector minusTwo = FloatVector.broadcast(FLOATS, -2f);
        FloatVector added = FloatVector.broadcast(FLOATS, addend);
        for (; i + LANES <= count; i += LANES) {
            FloatVector key = FloatVector.fromArray(FLOATS, products, start + i).fma(minusTwo, added);
            VectorMask<Float> pass =
                    key.compare(VectorOperators.LE, FloatVector.fromArray(FLOATS, limits, limitStart + i));
            if (pass.anyTrue()) {
                key.compress(pass).intoArray(keys, to);
                LANE_INDEX.add(firstPosition + i).compress(pass.cast(INTS)).intoArray(positions, to);
                to += pass.trueCount();
            }
        }
        return REST.ofColumns(
                products, start + i, count - i, addend, limits, limitStart + i, firstPosition + i, keys, positions, to);
    }

    @Override
    public int ofEither(
            float[] products,
            int start,
            int count,
            float[] addends,
            float limit,
            float addend,
            float[] limits,
            int first,
            int[] positions,
            int at) {
        int to = at;
        FloatVector minusTwo = FloatVector.broadcast(FLOATS, -2f);
        FloatVector added = FloatVector.broadcast(FLOATS, addend);
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            FloatVector product = FloatVector.fromArray(FLOATS, products, start + i);
            VectorMask<Float> ofRow = product.fma(minusTwo, FloatVector.fromArray(FLOATS, addends, first + i))
                    .compare(VectorOperators.LE, limit);
            VectorMask<Float> ofColumn = product.fma(minusTwo, added)
                    .compare(VectorOperators.LE, FloatVector.fromArray(FLOATS, limits, first + i));
            VectorMask<Float> pass = ofRow.or(ofColumn);
            if (pass.anyTrue()) {
                LANE_INDEX.add(i).compress(pass.cast(INTS)).intoArray(positions, to);
                to += pass.trueCount();
            }
        }
        for (int i = whole; i < count; i++) {
            float product = products[start + i];
            positions[to] = i;
            to += Math.fma(-2f, product, addends[first + i]) <= limit
                            || Math.fma(-2f, product, addend) <= limits[first + i]
                    ? 1
                    : 0;
        }
        return to;
    }

    @Override
    public void prepare() {
        int count = Kernels.SHORT_LOOP * LANES + 1;
        float[] values = new float[count];
        float[] keys = new float[count + SLACK];
        int[] positions = new int[keys.length];
        for (int i = 0; i < count; i += 2 * LANES + 1) {
            values[i] = 1;
        }
        for (int call = 0; call < Kernels.CALLS; call++) {
            ofRow(values, 0, count, values, 0, -1, 0, keys, positions, 0);
            ofColumns(values, 0, count, 1, values, 0, 0, keys, positions, 0);
            ofEither(values, 0, count, values, -1, 1, values, 0, positions, 0);
            countAtMost(values, count, 0);
            keepAtMost(keys, positions, count, 0);
        }
    }

    @Override
    public int countAtMost(float[] keys, int count, float limit) {
        int found = 0;
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            found += FloatVector.fromArray(FLOATS, keys, i)
                    .compare(VectorOperators.LE, limit)
                    .trueCount();
        }
        for (; i < count; i++) {
            found += keys[i] <= limit ? 1 : 0;
        }
        return found;
    }

    @Override
    public int keepAtMost(float[] keys, int[] positions, int count, float limit) {
        int kept = 0;
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector key = FloatVector.fromArray(FLOATS, keys, i);
            IntVector position = IntVector.fromArray(INTS, positions, i);
            VectorMask<Float> pass = key.compare(VectorOperators.LE, limit);
            key.compress(pass).intoArray(keys, kept);
            position.compress(pass.cast(INTS)).intoArray(positions, kept);
            kept += pass.trueCount();
        }
        for (; i < count; i++) {
            float key = keys[i];
            keys[kept] = key;
            positions[kept] = positions[i];
            kept += key <= limit ? 1 : 0;
        }
        return kept;
    }
}
