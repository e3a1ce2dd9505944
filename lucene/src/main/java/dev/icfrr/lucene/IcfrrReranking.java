package dev.icfrr.lucene;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;

/**
 * How to re-rank: one such object serves all queries of a field, from any number of threads.
 *
 * @param vectorField the field of the first-pass search; tells what scores mean
 * @param neighbors where neighbor lists come from
 * @param parameters KQ, beta, iterations and update rule
 * @param distance what a first-pass score stands for, or null for what Lucene's vector search makes of the field's similarity
 *     function; needed where the first pass is another search, or boosts
 */
public record IcfrrReranking(
        String vectorField,
        NeighborSource neighbors,
        IcfrrParameters parameters,
        @Nullable ScoreDistance distance) {
    public IcfrrReranking {
        Objects.requireNonNull(vectorField, "vectorField");
        Objects.requireNonNull(neighbors, "neighbors");
        Objects.requireNonNull(parameters, "parameters");
    }

    /** With neighbors found among the vectors of each query's window, on the searching thread. */
    public static IcfrrReranking byVectors(String vectorField, int kg, IcfrrParameters parameters) {
        return new IcfrrReranking(vectorField, new NeighborSource.Vectors(kg, new Parallelism(1)), parameters, null);
    }

    /** With neighbor lists that {@link IcfrrIndexer} or {@link NeighborListField} put into the index. */
    public static IcfrrReranking byStoredLists(
            String vectorField, String listField, int kg, IcfrrParameters parameters) {
        return new IcfrrReranking(vectorField, new NeighborSource.Stored(listField, kg), parameters, null);
    }

    /** Like this one with first-pass scores that stand for other distances. */
    public IcfrrReranking withDistance(ScoreDistance value) {
        return new IcfrrReranking(vectorField, neighbors, parameters, value);
    }

    /** Numbers the documents of a window and finds out what re-ranking needs to know of them. */
    Window window(IndexReader reader, ScoreDoc[] hits) throws IOException {
        int[] docs = Window.docsAscending(hits);
        WindowDocuments candidates = switch (neighbors) {
            case NeighborSource.Vectors vectors ->
                WindowVectors.candidates(
                        reader, docs, vectorField, vectors, parameters.update().selfMatch());
            case NeighborSource.Stored stored -> StoredNeighbors.candidates(reader, docs, stored);
        };
        ScoreDistance toDistance = distance != null
                ? distance
                : VectorField.of(reader, vectorField).scoreDistance(reader, docs);
        return new Window(candidates, Window.distances(candidates.docs(), hits, toDistance), toDistance, this);
    }
}
