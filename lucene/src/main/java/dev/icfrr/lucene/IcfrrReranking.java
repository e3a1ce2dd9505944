package dev.icfrr.lucene;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of re-ranking. One object serves all queries of a field, on any number of threads.
 *
 * <p>By default the vote is multi-scale and its largest scale, K, is chosen: for {@link NeighborSource.Vectors} by the
 * size of each window, for {@link NeighborSource.Stored} from the lists of the whole gallery when they are built.
 *
 * @param vectorField the field of the first-pass search, which defines the meaning of scores
 * @param neighbors the source of neighbor lists
 * @param kg neighbors per document that count; for the multi-scale vote K, or {@link #AUTO} to choose K
 * @param parameters vote, KQ, beta, iterations and update rule; KQ is without effect if K is chosen
 * @param distance the distance for a first-pass score, or null to invert the field's similarity function; required if
 *     the first pass is not a vector search, or has a boost
 */
public record IcfrrReranking(
        String vectorField,
        NeighborSource neighbors,
        int kg,
        IcfrrParameters parameters,
        @Nullable ScoreDistance distance) {
    /** The value of KG that chooses K of the multi-scale vote. */
    public static final int AUTO = 0;

    /** Checks the values; KG of the multi-scale vote becomes K, its KQ rounded down to a power of two. */
    public IcfrrReranking {
        Objects.requireNonNull(vectorField, "vectorField");
        Objects.requireNonNull(neighbors, "neighbors");
        Objects.requireNonNull(parameters, "parameters");
        if (!parameters.vote().isMultiscale()) {
            KnnGraph.requireKg(kg);
        } else if (kg != AUTO) {
            kg = parameters.scales().largest();
        }
    }

    /** Returns a builder that finds neighbors among the vectors of each query's window. */
    public static Builder byVectors(String vectorField) {
        return new Builder(vectorField, null);
    }

    /** Returns a builder for the lists that {@link IcfrrIndexer} or {@link NeighborListField} stored in the index. */
    public static Builder byStoredLists(String vectorField, String listField) {
        return new Builder(vectorField, Objects.requireNonNull(listField, "listField"));
    }

    /**
     * Returns a configuration that finds neighbors among the vectors of each query's window, on the searching thread.
     *
     * @param kg neighbors per document; for the multi-scale vote without effect, as its KQ is K
     */
    public static IcfrrReranking byVectors(String vectorField, int kg, IcfrrParameters parameters) {
        return byVectors(vectorField).parameters(kg, parameters).build();
    }

    /**
     * Returns a configuration for stored lists.
     *
     * @param kg neighbors per document, from 1 to the number stored; for the multi-scale vote without effect, as its KQ
     *     is K
     */
    public static IcfrrReranking byStoredLists(
            String vectorField, String listField, int kg, IcfrrParameters parameters) {
        return byStoredLists(vectorField, listField).parameters(kg, parameters).build();
    }

    /** Returns this configuration with another distance for first-pass scores. */
    public IcfrrReranking withDistance(ScoreDistance value) {
        return new IcfrrReranking(vectorField, neighbors, kg, parameters, value);
    }

    /** Returns whether K is chosen. */
    boolean choosesK() {
        return kg == AUTO;
    }

    /**
     * Returns this configuration with the K that was chosen.
     *
     * @param weights of its scales; empty for 1 each
     */
    IcfrrReranking withScales(int k, List<Integer> weights) {
        return new IcfrrReranking(
                vectorField,
                neighbors,
                k,
                // K and the weights must fit each other, so they change in two steps.
                parameters.withVote(Vote.MULTISCALE).withKq(k).withVote(Vote.multiscale(weights)),
                distance);
    }

    /** Numbers the documents of a window and looks up their neighbors and distances. */
    Window window(IndexReader reader, ScoreDoc[] hits) throws IOException {
        int[] docs = Window.docsAscending(hits);
        WindowDocuments candidates = switch (neighbors) {
            case NeighborSource.Vectors vectors -> WindowVectors.candidates(reader, docs, vectors, this);
            case NeighborSource.Stored stored -> StoredNeighbors.candidates(reader, docs, stored.field(), this);
        };
        ScoreDistance toDistance = distance != null
                ? distance
                : VectorField.of(reader, vectorField).scoreDistance(reader, docs);
        return new Window(candidates, Window.distances(candidates.docs(), hits, toDistance), toDistance);
    }

    /** Collects the parts of an {@link IcfrrReranking}. Without any call: multi-scale votes with K chosen. */
    public static final class Builder {
        private final String vectorField;
        private final @Nullable String listField;
        private int kg = AUTO;
        private IcfrrParameters parameters = IcfrrParameters.DEFAULTS.withVote(Vote.MULTISCALE);
        private @Nullable BetaScale betaScale;
        private @Nullable ListOrder lists;
        private Parallelism parallelism = new Parallelism(1);

        private Builder(String vectorField, @Nullable String listField) {
            this.vectorField = Objects.requireNonNull(vectorField, "vectorField");
            this.listField = listField;
        }

        /**
         * Sets K of the multi-scale vote, all scales of equal weight. Without this call, K and the weights are chosen.
         */
        public Builder k(int value) {
            parameters = parameters.withKq(value).withVote(Vote.MULTISCALE);
            kg = parameters.scales().largest();
            return this;
        }

        /** Sets the flat vote of the public Python code, with KG neighbors per document and KQ voters. */
        public Builder flat(int kgValue, int kqValue) {
            kg = KnnGraph.requireKg(kgValue);
            parameters = parameters.withVote(Vote.FLAT).withKq(kqValue);
            return this;
        }

        private Builder parameters(int kgValue, IcfrrParameters value) {
            kg = KnnGraph.requireKg(kgValue);
            parameters = value;
            betaScale = value.betaScale();
            return this;
        }

        /** Sets the weight of the bonus. */
        public Builder beta(double value) {
            parameters = parameters.withBeta(value);
            return this;
        }

        /**
         * Sets what beta is measured by; K unless set for the multi-scale vote, nothing for the flat vote. The spread
         * is that of the distances in the window.
         */
        public Builder betaScale(BetaScale value) {
            betaScale = value;
            return this;
        }

        /** Sets the number of iterations. */
        public Builder iterations(int value) {
            parameters = parameters.withIterations(value);
            return this;
        }

        /** Sets the update rule. */
        public Builder update(UpdateRule value) {
            parameters = parameters.withUpdate(value);
            return this;
        }

        /**
         * Sets the order of the lists that are found among a window's vectors: scaled unless set for the multi-scale
         * vote, plain for the flat vote. Stored lists have the order that they were built with.
         */
        public Builder lists(ListOrder value) {
            lists = value;
            return this;
        }

        /** Sets the threads that find neighbors among a window's vectors; 1 unless set. */
        public Builder parallelism(Parallelism value) {
            parallelism = value;
            return this;
        }

        /**
         * Returns the configuration.
         *
         * @throws IllegalArgumentException if an order is set for stored lists
         */
        public IcfrrReranking build() {
            if (listField != null && lists != null) {
                throw new IllegalArgumentException(
                        "the order of stored lists is chosen by IcfrrIndexer, not by a search");
            }
            boolean multiscale = parameters.vote().isMultiscale();
            ListOrder orderByVote = multiscale ? ListOrder.SCALED : ListOrder.PLAIN;
            BetaScale scaleByVote = multiscale ? BetaScale.K : BetaScale.ABSOLUTE;
            NeighborSource source = listField != null
                    ? new NeighborSource.Stored(listField)
                    : new NeighborSource.Vectors(lists != null ? lists : orderByVote, parallelism);
            IcfrrParameters complete = parameters.withBetaScale(betaScale != null ? betaScale : scaleByVote);
            return new IcfrrReranking(vectorField, source, kg, complete, null);
        }
    }
}
