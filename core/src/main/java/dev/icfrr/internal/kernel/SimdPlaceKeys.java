package dev.icfrr.internal.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

final class SimdPlaceKeys implements PlaceKeys {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int LANES = DOUBLES.length();

    @Override
    public void write(double[] scores, int count, double greatest, double scale, int indexBits, long[] keys) {
        DoubleVector greatestOfAll = DoubleVector.broadcast(DOUBLES, greatest);
        LongVector index = LongVector.zero(LONGS).addIndex(1);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            greatestOfAll
                    .sub(DoubleVector.fromArray(DOUBLES, scores, i))
                    .mul(scale)
                    .add(ScalarPlaceKeys.ROUNDER)
                    .reinterpretAsLongs()
                    .and(ScalarPlaceKeys.ROUNDED)
                    .lanewise(VectorOperators.LSHL, indexBits)
                    .or(index)
                    .intoArray(keys, i);
            index = index.add(LANES);
        }
        for (; i < count; i++) {
            keys[i] = ScalarPlaceKeys.key(scores[i], greatest, scale) << indexBits | i;
        }
    }
}
