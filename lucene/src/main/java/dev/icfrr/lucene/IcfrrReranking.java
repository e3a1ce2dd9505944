package dev.icfrr.lucene;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of re-ranking. One object serves all queries of a field, on any number of threads.
 *
 * @param vectorField the field of the first-pass search, which defines the meaning of scores
 * @param neighbors the source of neighbor lists
 * @param parameters KQ, beta, iterations and update rule
 * @param distance the distance for a first-pass score, or null to invert the field's similarity function; required if the first
 *     pass is not a vector search, or has a boost
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

    /** Returns a configuration that finds neighbors among the vectors of each query's window, on the searching thread. */
    public static IcfrrReranking byVectors(String vectorField, int kg, IcfrrParameters parameters) {
        return new IcfrrReranking(vectorField, new NeighborSource.Vectors(kg, new Parallelism(1)), parameters, null);
    }

    /** Returns a configuration for the lists that {@link IcfrrIndexer} or {@link NeighborListField} stored in the index. */
    public static IcfrrReranking byStoredLists(
            String vectorField, String listField, int kg, IcfrrParameters parameters) {
        return new IcfrrReranking(vectorField, new NeighborSource.Stored(listField, kg), parameters, null);
    }

    /** Returns this configuration with another distance for first-pass scores. */
    public IcfrrReranking withDistance(ScoreDistance value) {
        return new IcfrrReranking(vectorField, neighbors, parameters, value);
    }

    /** Numbers the documents of a window and looks up their neighbors and distances. */
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
