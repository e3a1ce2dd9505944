package dev.icfrr.vision.index;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.search.InvertedLists;
import java.util.Optional;
import java.util.SplittableRandom;

/** Takes the neighbors from a graph that is known already, and computes clusters from all features. */
record KnownNeighbors(IndexSettings settings, KnnGraph graph) implements GenerationWriter.Neighborhood {
    private static final int SAMPLE = 256;
    private static final int LEAST_K = 4;
    /** Lists may come from features that were not rounded to single precision. */
    private static final double ROUNDING = 1e-4;

    @Override
    public StoredLists lists(Matrix features) {
        requireFits(features);
        Optional<IndexVote> vote = vote();
        int kg = Math.max(settings.kg(), vote.map(IndexVote::plainLength).orElse(1));
        requireLength(Math.min(kg, features.rows() - 1));
        Optional<KnnGraph> scaled = vote.filter(used -> used.lists() == ListOrder.SCALED)
                .map(used -> LocalScaling.ofFeatures(
                        graph, features, used.k(), settings.parallelism(), settings.progress()));
        return new StoredLists(graph, Math.min(kg, graph.kg()), vote, scaled);
    }

    /** Returns the vote; chosen by the lists if none is given, with K at most as large as their length allows. */
    private Optional<IndexVote> vote() {
        return switch (settings.vote()) {
            case VoteChoice.Flat _ -> Optional.empty();
            case VoteChoice.Given(IndexVote given) -> Optional.of(given);
            case VoteChoice.Advised(ListOrder order) -> {
                int most = order == ListOrder.SCALED ? graph.kg() / 2 : graph.kg();
                requireLength(Math.min(IndexVote.of(LEAST_K, order).plainLength(), graph.size() - 1));
                MultiscaleAdvice advice = MultiscaleAdvice.ofItems(graph, settings.parallelism());
                yield Optional.of(IndexVote.of(advice.atMost(Math.max(LEAST_K, most)), order));
            }
        };
    }

    private void requireLength(int needed) {
        if (graph.neighborsPerItem() < needed) {
            throw new IllegalArgumentException("the graph holds " + graph.neighborsPerItem()
                    + " neighbors per item, and searches of this index need " + needed + ": build the graph with --kg "
                    + needed + ", or choose a smaller --k or --kg");
        }
    }

    private void requireFits(Matrix features) {
        if (graph.size() != features.rows()) {
            throw new IllegalArgumentException("the graph holds lists of " + graph.size() + " items, and there are "
                    + features.rows() + " features: build the graph from these features");
        }
        if (graph.order() != ListOrder.PLAIN) {
            throw new IllegalArgumentException(
                    "the graph holds scaled lists, and an index needs plain ones: build the graph with --lists plain");
        }
        if (graph.selfMatch() != settings.self()) {
            throw new IllegalArgumentException(
                    "the graph was built with --self " + graph.selfMatch().label() + ", and this index needs --self "
                            + settings.self().label() + ": build the graph so, or choose the other --vote");
        }
        requireDistances(features);
    }

    /** Checks that lists of some items ascend by distance, and that listed items are nearer than items at random. */
    private void requireDistances(Matrix features) {
        FlatSearch distances = new FlatSearch(features, settings.parallelism());
        SplittableRandom random = new SplittableRandom(graph.size());
        float[] feature = new float[features.columns()];
        double listed = 0;
        double others = 0;
        for (int draw = 0; draw < SAMPLE && graph.neighborsPerItem() > 0; draw++) {
            int item = random.nextInt(graph.size());
            features.copyRow(item, feature);
            int[] neighbors = graph.neighbors(item);
            double[] to = distances.distances(feature, neighbors);
            for (int rank = 1; rank < to.length; rank++) {
                if (to[rank] < to[rank - 1] * (1 - ROUNDING)) {
                    throw new IllegalArgumentException("the graph is of other features: neighbor " + (rank + 1)
                            + " of item " + item + " is nearer than neighbor " + rank
                            + ". Build the graph from these features, in this order");
                }
            }
            int other = random.nextInt(graph.size() - 1);
            listed += to[0];
            others += distances.distances(feature, new int[] {other < item ? other : other + 1})[0];
        }
        if (listed > others * (1 + ROUNDING)) {
            throw new IllegalArgumentException("the graph is of other features: the nearest neighbors that it lists are"
                    + " farther than items at random. Build the graph from these features, in this order");
        }
    }

    @Override
    public Optional<InvertedLists> clusters(Matrix features) {
        return new FullRebuild(settings).clusters(features);
    }
}
