package dev.icfrr.baselines;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Expanded cross neighborhood distance: Sarfraz, Schumann, Eberle &amp; Stiefelhagen, "A Pose-Sensitive Embedding for
 * Person Re-Identification with Expanded Cross Neighborhood Re-Ranking", CVPR 2018. The distance of a pair becomes the
 * mean distance between each of the two and the expanded neighbors of the other: its t nearest and the q nearest of
 * each of those.
 *
 * <p>Distances are cosine distances of features scaled to length 1. Given Euclidean distances d are assumed to come
 * from such features; the cosine distance is then d²/2. With {@code rankdist} the similarity of two items is instead
 * the sum of {@code (k - rank) * (k - rank)} over the items that are among the k nearest of both. A pair without any
 * ranks below all others, by its cosine distance. Scores are minus the mean distance, or the mean similarity.
 *
 * <p>The ranking of a query depends on the other queries. Memory is linear in Q + G: neighbor lists.
 *
 * @param k list length for {@code rankdist}
 * @param t nearest neighbors that are expanded
 * @param q neighbors of each of them
 * @param method the distance to average
 */
public record ExpandedCrossNeighborhood(int k, int t, int q, Method method) implements RerankMethod {
    /** The authors' default. */
    public static final int DEFAULT_K = 25;

    /** The authors' default. */
    public static final int DEFAULT_T = 3;

    /** The authors' default. */
    public static final int DEFAULT_Q = 8;

    /** The distance that is averaged. */
    public enum Method {
        /** The similarity of two items' neighbor lists; the authors' default. */
        RANKDIST,
        /** The original distance. */
        ORIGDIST;

        /** Returns the name in specifications. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ExpandedCrossNeighborhood {
        Requirements.atLeast("k", k, 1);
        Requirements.atLeast("t", t, 1);
        Requirements.atLeast("q", q, 1);
    }

    @Override
    public String name() {
        return "ecn:k=" + k + ",t=" + t + ",q=" + q + ",method=" + method.label();
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.GALLERY_DISTANCES, Requirement.ALL_QUERIES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism unused) {
        return (queries, parallelism) -> {
            PairwiseDistances items = PairwiseDistances.unitStack(this, queries, gallery, parallelism);
            int longest = Math.max(Math.max(t, q), method == Method.RANKDIST ? k - 1 : 0);
            KnnGraph graph = items.neighbors(longest, parallelism);
            int[][] expanded = expand(graph, parallelism);
            int count = queries.count();
            return new SuppliedScorer(count, gallery.size(), () -> switch (method) {
                case RANKDIST -> byLists(items, graph, expanded, count);
                case ORIGDIST -> byDistances(items, expanded, count);
            });
        };
    }

    /** Returns for every item its t nearest, then the q nearest of each. */
    private int[][] expand(KnnGraph graph, Parallelism parallelism) {
        int near = Math.min(t, graph.neighborsPerItem());
        int next = Math.min(q, graph.neighborsPerItem());
        int[][] expanded = new int[graph.size()][];
        parallelism.forEachRow(graph.size(), () -> item -> {
            int[] ids = new int[near * (1 + next)];
            for (int i = 0; i < near; i++) {
                ids[i] = graph.neighbor(item, i);
                for (int j = 0; j < next; j++) {
                    ids[near + i * next + j] = graph.neighbor(ids[i], j);
                }
            }
            expanded[item] = ids;
        });
        return expanded;
    }

    private static QueryScorer.Worker byDistances(PairwiseDistances items, int[][] expanded, int queries) {
        int total = items.size();
        int size = total - queries;
        PairwiseDistances.Reader reader = items.reader();
        return (first, end, into) -> {
            double[] own = new double[Math.multiplyExact(end - first, total)];
            double[] sums = new double[own.length];
            reader.toAll(first, end, own);
            reader.sumsToAll(expanded, first, end, sums);
            for (int query = first; query < end; query++) {
                int row = (query - first) * total;
                for (int item = 0; item < size; item++) {
                    int[] theirs = expanded[queries + item];
                    double sum = sums[row + queries + item];
                    for (int other : theirs) {
                        sum += own[row + other];
                    }
                    int terms = expanded[query].length + theirs.length;
                    into[(query - first) * size + item] = terms == 0 ? 0 : -sum / 2 / terms;
                }
            }
        };
    }

    /** Scores by neighbor lists. The weights are whole numbers, so that their sums are exact. */
    private QueryScorer.Worker byLists(PairwiseDistances items, KnnGraph graph, int[][] expanded, int queries) {
        int total = items.size();
        int size = total - queries;
        int listed = Math.min(k - 1, graph.neighborsPerItem());
        PairwiseDistances.Reader reader = items.reader();
        long[] group = new long[total];
        long[] mine = new long[total];
        long[] alike = new long[total];
        return (first, end, into) -> {
            double[] own = new double[Math.multiplyExact(end - first, total)];
            reader.toAll(first, end, own);
            for (int query = first; query < end; query++) {
                Arrays.fill(group, 0);
                Arrays.fill(mine, 0);
                for (int other : expanded[query]) {
                    addList(graph, other, listed, group);
                }
                addList(graph, query, listed, mine);
                for (int item = 0; item < total; item++) {
                    alike[item] = product(graph, item, listed, mine);
                }
                for (int item = 0; item < size; item++) {
                    int[] theirs = expanded[queries + item];
                    long sum = product(graph, queries + item, listed, group);
                    for (int other : theirs) {
                        sum += alike[other];
                    }
                    into[(query - first) * size + item] = sum == 0
                            ? -own[(query - first) * total + queries + item] / 2
                            : (double) sum / (expanded[query].length + theirs.length);
                }
            }
        };
    }

    private void addList(KnnGraph graph, int item, int listed, long[] into) {
        into[item] += k;
        for (int rank = 0; rank < listed; rank++) {
            into[graph.neighbor(item, rank)] += k - 1 - rank;
        }
    }

    private long product(KnnGraph graph, int item, int listed, long[] weights) {
        long sum = k * weights[item];
        for (int rank = 0; rank < listed; rank++) {
            sum += (k - 1 - rank) * weights[graph.neighbor(item, rank)];
        }
        return sum;
    }
}
