package dev.icfrr.lucene;

import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.rerank.NeighborLookup;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.lucene.index.IndexReader;

/** Lists found among the vectors of a window. Documents without a vector, which come last, have no list. */
record WindowVectors(NeighborLookup found) implements NeighborLookup {

    /** @param docs ascending */
    static WindowDocuments candidates(
            IndexReader reader, int[] docs, String vectorField, NeighborSource.Vectors source, SelfMatch selfMatch)
            throws IOException {
        VectorField field = VectorField.of(reader, vectorField);
        float[] values = new float[Math.multiplyExact(docs.length, field.dimension())];
        int[] having = field.read(reader, docs, values);
        if (having.length == 0) {
            return WindowDocuments.withoutNeighbors(docs);
        }
        int used = having.length * field.dimension();
        Matrix features = Matrix.of(
                having.length, field.dimension(), used == values.length ? values : Arrays.copyOf(values, used));
        IntStream others = Arrays.stream(docs).filter(doc -> Arrays.binarySearch(having, doc) < 0);
        return new WindowDocuments(
                IntStream.concat(Arrays.stream(having), others).toArray(),
                new WindowVectors(NeighborLookup.ofFeatures(features, source.kg(), selfMatch, source.parallelism())));
    }

    @Override
    public int gallerySize() {
        return found.gallerySize();
    }

    @Override
    public int[][] lists(int[] candidates) {
        int[] having = Arrays.stream(candidates).filter(this::hasVector).toArray();
        int[][] lists = found.lists(having);
        int[][] all = new int[candidates.length][0];
        int next = 0;
        for (int i = 0; i < candidates.length; i++) {
            if (hasVector(candidates[i])) {
                all[i] = lists[next++];
            }
        }
        return all;
    }

    private boolean hasVector(int candidate) {
        return candidate < found.gallerySize();
    }
}
