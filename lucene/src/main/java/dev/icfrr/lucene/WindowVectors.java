package dev.icfrr.lucene;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.NeighborLookup;
import dev.icfrr.rerank.Scales;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.lucene.index.IndexReader;

/**
 * Lists found among the vectors of a window. Documents without a vector, which come last, have no list.
 *
 * @param found the lists of the documents with a vector
 * @param documents number of documents in the window
 */
record WindowVectors(NeighborLookup found, int documents) implements NeighborLookup {
    /** @param docs ascending */
    static WindowDocuments candidates(
            IndexReader reader, int[] docs, NeighborSource.Vectors source, IcfrrReranking reranking)
            throws IOException {
        VectorField field = VectorField.of(reader, reranking.vectorField());
        float[] values = new float[Math.multiplyExact(docs.length, field.dimension())];
        int[] having = field.read(reader, docs, values);
        if (having.length == 0) {
            return WindowDocuments.withoutNeighbors(docs, reranking);
        }
        int used = having.length * field.dimension();
        Matrix features = Matrix.of(
                having.length, field.dimension(), used == values.length ? values : Arrays.copyOf(values, used));
        IntStream others = Arrays.stream(docs).filter(doc -> Arrays.binarySearch(having, doc) < 0);
        int[] all = IntStream.concat(Arrays.stream(having), others).toArray();
        SelfMatch selfMatch = reranking.parameters().selfMatch();
        if (!reranking.parameters().vote().isMultiscale() && source.lists() == ListOrder.PLAIN) {
            NeighborLookup ofVoters =
                    NeighborLookup.ofFeatures(features, reranking.kg(), selfMatch, source.parallelism());
            return new WindowDocuments(all, new WindowVectors(ofVoters, docs.length), reranking);
        }
        IcfrrReranking resolved = reranking.choosesK()
                ? reranking.withScales(MultiscaleAdvice.kOfWindow(having.length), List.of())
                : reranking;
        KnnGraphBuilder builder = new KnnGraphBuilder(resolved.kg(), selfMatch, source.parallelism(), null);
        KnnGraph lists = source.lists() == ListOrder.SCALED ? builder.exactScaled(features) : builder.exact(features);
        NeighborLookup ofAll =
                NeighborLookup.of(lists, IntStream.range(0, having.length).toArray());
        return new WindowDocuments(all, new WindowVectors(ofAll, docs.length), resolved);
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

    @Override
    public Optional<ChanceVotes> chance(Scales scales) {
        return found.chance(scales).map(counts -> {
            int[] votes = new int[documents];
            Arrays.setAll(votes, candidate -> hasVector(candidate) ? counts.of(candidate) : 0);
            return ChanceVotes.of(scales, counts.voters(), votes);
        });
    }

    private boolean hasVector(int candidate) {
        return candidate < found.gallerySize();
    }
}
