package dev.icfrr.baselines;

import dev.icfrr.distance.QueryGalleryDistances;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Set;

/**
 * k-reciprocal encoding: Zhong, Zheng, Cao &amp; Li, "Re-ranking Person Re-identification with k-reciprocal Encoding",
 * CVPR 2017. Each query and gallery item is encoded by its k-reciprocal neighbors. The Jaccard distance of two
 * encodings is blended with the original distance. Scores are minus the blended distance.
 *
 * <p>Squared distances are divided by the largest of each row, as in the public code. The ranking of a query depends on
 * the other queries. Time is quadratic in Q + G; memory is linear in it: neighbor lists and sparse encodings.
 *
 * @param k1 neighbors in which reciprocity is checked
 * @param k2 neighbors over which encodings are averaged
 * @param lambda weight of the original distance, the authors' lambda_value
 */
public record KReciprocal(int k1, int k2, double lambda) implements RerankMethod {
    /** The authors' default. */
    public static final int DEFAULT_K1 = 20;

    /** The authors' default. */
    public static final int DEFAULT_K2 = 6;

    /** The authors' default. */
    public static final double DEFAULT_LAMBDA = 0.3;

    public KReciprocal {
        Requirements.atLeast("k1", k1, 1);
        Requirements.atLeast("k2", k2, 1);
        if (!(lambda >= 0 && lambda <= 1)) {
            throw new IllegalArgumentException("lambda_value must be between 0 and 1, not " + lambda);
        }
    }

    @Override
    public String name() {
        return "k_reciprocal:k1=" + k1 + ",k2=" + k2 + ",lambda_value=" + Requirements.text(lambda);
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.GALLERY_DISTANCES, Requirement.ALL_QUERIES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism unused) {
        return (queries, parallelism) -> {
            PairwiseDistances items = PairwiseDistances.stack(this, queries, gallery);
            Neighborhoods neighborhoods = neighborhoods(items, parallelism);
            SparseRows encodings = encode(items, neighborhoods, parallelism);
            SparseRows averaged = k2 == 1
                    ? encodings
                    : encodings.averages(neighborhoods.lists, Math.min(k2, items.size()), parallelism);
            SparseRows.Columns columns = averaged.columns(queries.count(), items.size());
            return new SuppliedScorer(
                    queries.count(), gallery.size(), () -> worker(items, queries, neighborhoods, averaged, columns));
        };
    }

    private QueryScorer.Worker worker(
            PairwiseDistances items,
            Queries queries,
            Neighborhoods neighborhoods,
            SparseRows encodings,
            SparseRows.Columns columns) {
        int total = items.size();
        int size = total - queries.count();
        PairwiseDistances.Reader reader = items.reader();
        double[] shared = new double[size];
        return (first, end, into) -> {
            double[] rows = new double[Math.multiplyExact(end - first, total)];
            reader.toAll(first, end, rows);
            for (int query = first; query < end; query++) {
                int row = (query - first) * total + queries.count();
                Arrays.fill(shared, 0);
                columns.addMinima(encodings.ids(query), encodings.values(query), shared);
                for (int item = 0; item < size; item++) {
                    double jaccard = 1 - shared[item] / (2 - shared[item]);
                    double original = neighborhoods.scaled(query, rows[row + item]);
                    into[(query - first) * size + item] = -(jaccard * (1 - lambda) + original * lambda);
                }
            }
        };
    }

    /** Every item's nearest items, including itself, and its largest squared distance. */
    private static final class Neighborhoods {
        /** Nearest first, ties by index. */
        private final int[][] lists;

        private final double[] largest;

        Neighborhoods(int size) {
            lists = new int[size][];
            largest = new double[size];
        }

        /** Returns a squared distance divided by the item's largest. */
        double scaled(int item, double squared) {
            return largest[item] == 0 ? 0 : squared / largest[item];
        }

        /**
         * Returns the items of the first {@code count} of a list that have the item among their own first
         * {@code count}.
         */
        int[] reciprocal(int item, int count) {
            int[] found = new int[Math.min(count, lists[item].length)];
            int at = 0;
            for (int i = 0; i < found.length; i++) {
                int other = lists[item][i];
                for (int j = 0; j < found.length; j++) {
                    if (lists[other][j] == item) {
                        found[at++] = other;
                        break;
                    }
                }
            }
            return Arrays.copyOf(found, at);
        }
    }

    private Neighborhoods neighborhoods(PairwiseDistances items, Parallelism parallelism) {
        int total = items.size();
        int wanted = Math.min(Math.max(k1 + 1, k2), total);
        Neighborhoods neighborhoods = new Neighborhoods(total);
        int atATime = QueryGalleryDistances.queriesAtATime(total, total, parallelism);
        parallelism.forEachBlock(total, atATime, () -> {
            PairwiseDistances.Reader reader = items.reader();
            double[] block = new double[Math.multiplyExact(atATime, total)];
            return (first, end) -> {
                reader.toAll(first, end, block);
                TopKSelector selection = GalleryDistances.nearest(block, end - first, total, wanted);
                for (int item = first; item < end; item++) {
                    neighborhoods.lists[item] = selection.nearest(item - first).clone();
                    double most = 0;
                    for (int i = (item - first) * total; i < (item - first + 1) * total; i++) {
                        most = Math.max(most, block[i]);
                    }
                    neighborhoods.largest[item] = most;
                }
            };
        });
        return neighborhoods;
    }

    private SparseRows encode(PairwiseDistances items, Neighborhoods neighborhoods, Parallelism parallelism) {
        int half = (int) Math.rint(k1 / 2.0) + 1;
        SparseRows encodings = new SparseRows(items.size());
        parallelism.forEachRow(items.size(), () -> {
            PairwiseDistances.Reader reader = items.reader();
            return item -> {
                int[] ids = expanded(neighborhoods, item, half);
                double[] weights = new double[ids.length];
                reader.toSome(item, ids, ids.length, weights);
                double sum = 0;
                for (int i = 0; i < ids.length; i++) {
                    weights[i] = Math.exp(-neighborhoods.scaled(item, weights[i]));
                    sum += weights[i];
                }
                for (int i = 0; i < ids.length; i++) {
                    weights[i] /= sum;
                }
                encodings.set(item, ids, weights);
            };
        });
        return encodings;
    }

    /** Returns the k-reciprocal neighbors and those of their neighborhoods that mostly lie among them, ascending. */
    private int[] expanded(Neighborhoods neighborhoods, int item, int half) {
        int[] core = neighborhoods.reciprocal(item, k1 + 1);
        int[] sorted = core.clone();
        Arrays.sort(sorted);
        int[] all = sorted;
        for (int candidate : core) {
            int[] theirs = neighborhoods.reciprocal(candidate, half);
            int common = 0;
            for (int other : theirs) {
                common += Arrays.binarySearch(sorted, other) >= 0 ? 1 : 0;
            }
            if (common > 2.0 / 3 * theirs.length) {
                int old = all.length;
                all = Arrays.copyOf(all, old + theirs.length);
                System.arraycopy(theirs, 0, all, old, theirs.length);
            }
        }
        return Arrays.stream(all).sorted().distinct().toArray();
    }
}
