package dev.icfrr.lucene;

import java.io.IOException;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.jspecify.annotations.Nullable;

/**
 * The stored vectors of one segment as {@code float}s, whose Euclidean distances rank neighbors. They have unit length
 * if the similarity is the cosine. One object serves one thread.
 */
final class LeafVectors {
    private final KnnVectorValues values;
    private final boolean toUnitLength;

    private LeafVectors(KnnVectorValues values, boolean toUnitLength) {
        this.values = values;
        this.toUnitLength = toUnitLength;
    }

    /** Returns the vectors of a field, or null if the segment has none. */
    static @Nullable LeafVectors of(LeafReader reader, String field) throws IOException {
        FieldInfo info = reader.getFieldInfos().fieldInfo(field);
        if (info == null || !info.hasVectorValues()) {
            return null;
        }
        KnnVectorValues values = info.getVectorEncoding() == VectorEncoding.BYTE
                ? reader.getByteVectorValues(field)
                : reader.getFloatVectorValues(field);
        boolean cosine = info.getVectorSimilarityFunction() == VectorSimilarityFunction.COSINE;
        return values == null ? null : new LeafVectors(values, cosine);
    }

    /** Returns a copy for another thread. */
    LeafVectors copy() throws IOException {
        return new LeafVectors(values.copy(), toUnitLength);
    }

    /** Iterates over the segment's documents with a vector; its index is the argument of {@link #read}. */
    KnnVectorValues.DocIndexIterator iterator() {
        return values.iterator();
    }

    /** Copies one vector. */
    void read(int index, float[] into, int start) throws IOException {
        switch (values) {
            case FloatVectorValues floats ->
                System.arraycopy(floats.vectorValue(index), 0, into, start, values.dimension());
            case ByteVectorValues bytes -> {
                byte[] vector = bytes.vectorValue(index);
                for (int k = 0; k < vector.length; k++) {
                    into[start + k] = vector[k];
                }
            }
            default -> throw new IllegalStateException(values.getClass().getName());
        }
        if (toUnitLength) {
            toUnitLength(into, start, values.dimension());
        }
    }

    private static void toUnitLength(float[] vector, int start, int length) {
        double norm = Math.sqrt(squaredLength(vector, start, length));
        for (int k = start; norm > 0 && k < start + length; k++) {
            vector[k] = (float) (vector[k] / norm);
        }
    }

    static double squaredLength(float[] vector, int start, int length) {
        double squares = 0;
        for (int k = start; k < start + length; k++) {
            squares += (double) vector[k] * vector[k];
        }
        return squares;
    }
}
