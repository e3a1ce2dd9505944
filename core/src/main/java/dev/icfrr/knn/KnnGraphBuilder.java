package dev.icfrr.knn;

import dev.icfrr.distance.TopKSelector;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.approximate.ApproximateNeighbors;
import dev.icfrr.knn.approximate.KnnCheckpoint;
import dev.icfrr.knn.approximate.SearchGoal;
import dev.icfrr.knn.exact.ExactNeighbors;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.NeighborSink;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the neighbor lists of galleries: exactly, approximately, from a distance matrix, or from the lists of a gallery
 * that has changed a little. Immutable.
 *
 * @param kg neighbors per item, at least 1
 * @param selfMatch what to leave out of each item's sorted row
 * @param parallelism the threads to use; results do not depend on it
 * @param progress receives progress, or null
 */
public record KnnGraphBuilder(
        int kg,
        SelfMatch selfMatch,
        Parallelism parallelism,
        @Nullable ProgressListener progress) {
    /** A block is compared with at most this share of all blocks: beyond it exact neighbors cost little more. */
    private static final double MOST_COMPARED = 0.25;

    public KnnGraphBuilder {
        KnnGraph.requireKg(kg);
        Objects.requireNonNull(selfMatch, "selfMatch");
        Objects.requireNonNull(parallelism, "parallelism");
    }

    /** Starts with {@link SelfMatch#FIRST}, all cores and no progress. */
    public static KnnGraphBuilder of(int kg) {
        return new KnnGraphBuilder(kg, SelfMatch.FIRST, Parallelism.allCores(), null);
    }

    /** Starts with the KG and the self match of a graph, all cores and no progress. */
    public static KnnGraphBuilder like(KnnGraph graph) {
        return of(graph.kg()).withSelfMatch(graph.selfMatch());
    }

    /** Returns a builder that leaves out the given self match. */
    public KnnGraphBuilder withSelfMatch(SelfMatch value) {
        return new KnnGraphBuilder(kg, value, parallelism, progress);
    }

    /** Returns a builder that works on the given threads. */
    public KnnGraphBuilder withParallelism(Parallelism value) {
        return new KnnGraphBuilder(kg, selfMatch, value, progress);
    }

    /** Returns a builder that reports its progress; distance matrices are read without a report. */
    public KnnGraphBuilder withProgress(@Nullable ProgressListener value) {
        return new KnnGraphBuilder(kg, selfMatch, parallelism, value);
    }

    /**
     * Reads the neighbors off a full distance matrix: row j sorted ascending, ties by index, without j itself.
     *
     * @param distances G x G, row j the distances of item j to every item; finite
     * @throws IllegalArgumentException if the matrix is empty, not square, or holds NaN or infinity, naming the place
     */
    public KnnGraph fromDistances(Matrix distances) {
        if (distances.rows() != distances.columns()) {
            throw new IllegalArgumentException(
                    "gallery–gallery distances must be square, not " + distances.rows() + " x " + distances.columns());
        }
        int size = distances.rows();
        PreparedLists lists = prepared(size);
        NeighborSink sink = lists.withoutSelf();
        parallelism.forEachRow(size, () -> {
            TopKSelector selection = TopKSelector.forRowsOf(distances, lists.length() + 1);
            return item -> sink.accept(item, selection.nearest(item));
        });
        return lists.build();
    }

    /**
     * Finds the exact nearest neighbors by Euclidean distance, ties by index. The result does not depend on threads,
     * kernels or machine: it is the order of the canonical distances, see {@link dev.icfrr.kernel.CanonicalDistances}.
     *
     * @param features G x D, row j the feature of item j; finite, at most 1e150 in magnitude
     * @throws IllegalArgumentException if there are no features, or one is not finite, naming the place
     */
    public KnnGraph exact(Matrix features) {
        PreparedLists lists = prepared(features.rows());
        Kernels kernels = Kernels.forGallery(features.rows(), features.columns());
        Execution execution = new Execution(kernels, parallelism, progress);
        ExactNeighbors.find(features, lists.length() + 1, execution, lists.withoutSelf());
        return lists.build();
    }

    /**
     * Finds the exact nearest neighbors, from which plain lists of up to KG, and scaled lists made of those, are taken.
     * Takes 8 bytes per item and neighbor until lists have been taken.
     *
     * @param features as for {@link #exact}
     */
    public FoundNeighbors find(Matrix features) {
        return new ExactKnn(features, kg, selfMatch, parallelism, progress);
    }

    /**
     * Finds the exact neighbors and orders them by local scaling, see {@link LocalScaling}.
     *
     * @param features as for {@link #exact}
     */
    public KnnGraph exactScaled(Matrix features) {
        return new KnnGraphBuilder(LocalScaling.plainLength(kg), selfMatch, parallelism, progress)
                .find(features)
                .scaled(kg);
    }

    /**
     * Finds nearly all nearest neighbors of a large gallery in a fraction of the time of {@link #exact}. An item is
     * compared with the items of the clusters nearest to it. From {@value ApproximateNeighbors#LARGE} items on, this is
     * done in fewer dimensions if these tell items apart, and each item then meets the neighbors of its neighbors. A
     * sample shows how many clusters the wanted recall takes. Embeddings that form clusters need few. Noise in many
     * dimensions needs nearly all; then an item is compared with those of a quarter of all clusters.
     *
     * <p>The result depends on the features, the seed and the memory, not on threads. Where single precision decides
     * which items are compared, it may depend on the kernels. Features may be mapped and larger than the heap; a third
     * of the heap keeps packed features.
     *
     * @param features as for {@link #exact}
     * @param recall share of the true neighbors wanted, above 0 and at most 1
     * @param seed for the sample and the blocks
     * @throws IllegalArgumentException if there are no features, or one is not finite, naming the place
     */
    public ApproximateKnn approximate(Matrix features, double recall, long seed) {
        try {
            return approximate(features, recall, seed, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Finds neighbors as {@link #approximate(Matrix, double, long)} does, and keeps finished parts. A search that was
     * stopped continues with these, and has the same result as one that was not.
     *
     * @param checkpoint where to keep parts; remove it when the graph is saved
     * @throws IOException if the checkpoint belongs to other features or settings, or cannot be read or written
     */
    public ApproximateKnn approximate(Matrix features, double recall, long seed, Optional<KnnCheckpoint> checkpoint)
            throws IOException {
        SearchGoal.requireRecall(recall);
        PreparedLists lists = prepared(features.rows());
        ApproximateNeighbors.Outcome outcome = ApproximateNeighbors.find(
                features,
                new SearchGoal(lists.length() + 1, recall, MOST_COMPARED, seed),
                new Execution(Kernels.get(), parallelism, progress),
                checkpoint.orElse(KnnCheckpoint.NONE),
                lists.withoutSelf());
        return new ApproximateKnn(lists.build(), outcome.recall(), outcome.sampled(), outcome.compared());
    }

    /**
     * Updates the graph of a gallery that has lost and gained a few items. The result equals that of {@link #exact} for
     * the new features, bit for bit, if the old graph is exact. Only new items, and items that lost neighbors without a
     * substitute, are compared with the whole gallery.
     *
     * @param old the graph of the gallery before the change, with this KG and self match
     * @param features of the new gallery, in single precision: first the items kept, in their old order, then those
     *     added
     * @param kept old indices of the items kept, ascending
     * @return the updated graph; empty if so much has changed that {@link #exact} is faster
     * @throws IllegalArgumentException if the indices do not ascend or are no old ones, if no item is left, or a
     *     feature is not finite
     */
    public Optional<KnnGraph> update(KnnGraph old, Matrix features, int[] kept) {
        return update(old, features, kept, kg);
    }

    /**
     * Updates a graph whose lists hold spare neighbors, like {@link #update(KnnGraph, Matrix, int[])}. Lists may become
     * shorter, down to {@code least}, so that removals need no comparisons until a list has used up its spare
     * neighbors. A list that became shorter repeats its last neighbor. Truncated to {@code least}, the result equals a
     * graph found anew; it may also be updated again.
     *
     * @param least distinct neighbors that each list keeps, at most KG
     */
    public Optional<KnnGraph> update(KnnGraph old, Matrix features, int[] kept, int least) {
        return update(old, features, kept, least, IncrementalUpdate.FEW);
    }

    /** @param few compare at most one item in so many with all others, else give up; 0 for no limit */
    Optional<KnnGraph> update(KnnGraph old, Matrix features, int[] kept, int least, int few) {
        KnnGraph.requireKg(least);
        if (old.kg() != kg || old.selfMatch() != selfMatch) {
            throw new IllegalArgumentException("a graph of KG " + old.kg() + " and self match " + old.selfMatch()
                    + " cannot become one of KG " + kg + " and " + selfMatch);
        }
        PreparedLists lists = prepared(features.rows());
        IncrementalUpdate update = new IncrementalUpdate(old, features, kept, least, parallelism);
        return update.run(lists, few, progress) ? Optional.of(lists.build()) : Optional.empty();
    }

    /**
     * Starts a graph whose lists are known already, for example from another program or a distributed job.
     *
     * @param size number of gallery items
     */
    public PreparedLists prepared(int size) {
        return new PreparedLists(size, kg, selfMatch, ListOrder.PLAIN);
    }
}
