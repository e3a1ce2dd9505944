package dev.icfrr.knn;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.exact.ExactNeighbors;
import dev.icfrr.knn.rows.CandidateRefiner;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.NeighborSink;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The result of an exact search. Holds 8 bytes per item and neighbor: candidates with bounds of their distances. Plain
 * and scaled lists equal those of {@link KnnGraphBuilder#exact} and {@link LocalScaling#ofFeatures} bit for bit, but
 * scaled lists need few canonical distances.
 */
final class ExactKnn implements FoundNeighbors {
    private final int size;
    private final boolean singlePrecision;
    private final SelfMatch selfMatch;
    private final Parallelism parallelism;
    private final @Nullable ProgressListener listener;
    private final ExactNeighbors search;
    private final int length;

    /** Searches for lists of up to a length, see {@link KnnGraphBuilder#exact}. */
    ExactKnn(
            Matrix features,
            int kg,
            SelfMatch selfMatch,
            Parallelism parallelism,
            @Nullable ProgressListener listener) {
        size = features.rows();
        singlePrecision = features.isSinglePrecision();
        this.selfMatch = selfMatch;
        this.parallelism = parallelism;
        this.listener = listener;
        length = Math.min(kg, size - 1);
        Kernels kernels = Kernels.forGallery(size, features.columns());
        search = ExactNeighbors.keeping(features, length + 1, new Execution(kernels, parallelism, listener));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public KnnGraph plain(int kg) {
        PreparedLists lists = new PreparedLists(size, kg, selfMatch, ListOrder.PLAIN);
        requireFound(lists.length());
        NeighborSink sink = lists.withoutSelf();
        int wanted = lists.length() + 1;
        forEachPosition("order", () -> {
            CandidateRefiner order = search.refiner();
            int[] nearest = new int[wanted];
            return position -> {
                order.nearest(position, search.candidates(position, wanted, order), nearest);
                search.forEachItem(position, item -> sink.accept(item, nearest));
            };
        });
        return lists.build();
    }

    @Override
    public KnnGraph bands(int kg) {
        PreparedLists lists = new PreparedLists(size, kg, selfMatch, ListOrder.PLAIN);
        requireFound(lists.length());
        NeighborSink sink = lists.withoutSelf();
        int wanted = lists.length() + 1;
        int[] ends = ends(wanted);
        forEachPosition("order", () -> {
            CandidateRefiner order = search.refiner();
            int[] nearest = new int[wanted];
            return position -> {
                Candidates of = search.candidates(position, wanted, order);
                if (singlePrecision && search.areDistinct(position, of)) {
                    order.nearestBands(position, of, ends, nearest);
                    lists.set(search.item(position), without(search.item(position), nearest));
                } else {
                    order.nearest(position, of, nearest);
                    search.forEachItem(position, item -> sink.accept(item, nearest));
                }
            };
        });
        return lists.build();
    }

    /** Returns 5, 9, 17, … below a number, and the number: where bands of neighbors end, with the item itself first. */
    private static int[] ends(int wanted) {
        IntStream.Builder ends = IntStream.builder();
        for (int k = 4; k + 1 < wanted; k *= 2) {
            ends.add(k + 1);
        }
        return ends.add(wanted).build().toArray();
    }

    private static int[] without(int item, int[] nearest) {
        int[] others = new int[nearest.length - 1];
        int count = 0;
        for (int other : nearest) {
            if (other != item) {
                others[count++] = other;
            }
        }
        return others;
    }

    @Override
    public KnnGraph scaled(int kg) {
        PreparedLists lists = new PreparedLists(size, kg, selfMatch, ListOrder.SCALED);
        int pool = Math.min(LocalScaling.plainLength(kg), size - 1);
        requireFound(pool);
        double[] halfScales = halfScales();
        forEachPosition("scales neighbor lists", () -> {
            CandidateRefiner order = search.refiner();
            ScaledOrder scaled = new ScaledOrder(search, order, halfScales, pool, lists.length());
            int[] nearest = new int[pool + 1];
            int[] plain = new int[pool];
            return position -> {
                Candidates of = search.candidates(position, pool + 1, order);
                if (singlePrecision && search.areDistinct(position, of)) {
                    int item = search.item(position);
                    lists.set(item, scaled.ofDistinct(position, of));
                    return;
                }
                order.nearest(position, of, nearest);
                search.forEachItem(position, item -> {
                    selfMatch.exclude(nearest, item, plain);
                    lists.set(item, scaled.ofPlain(position, plain));
                });
            };
        });
        return lists.build();
    }

    /** Returns half the local scale of every item, see {@link LocalScaling}. */
    private double[] halfScales() {
        double[] halves = new double[size];
        int nearest = Math.min(LocalScaling.NEAREST, size - 1);
        forEachPosition("local scales", () -> {
            CandidateRefiner order = search.refiner();
            int[] found = new int[nearest + 1];
            int[] plain = new int[nearest];
            double[] squared = new double[nearest];
            return position -> {
                order.nearest(position, search.candidates(position, nearest + 1, order), found);
                search.forEachItem(position, item -> {
                    selfMatch.exclude(found, item, plain);
                    order.squaredTo(position, plain, squared);
                    for (int rank = 0; rank < nearest; rank++) {
                        squared[rank] = Math.sqrt(squared[rank]);
                    }
                    halves[item] = LocalScaling.halfScale(squared, nearest);
                });
            };
        });
        return halves;
    }

    private void forEachPosition(String stage, Supplier<IntConsumer> worker) {
        int[] order = search.byLikeness();
        ProgressMeter progress = new ProgressMeter(listener, stage, order.length);
        parallelism.forEachRow(order.length, () -> {
            IntConsumer rows = worker.get();
            return i -> {
                rows.accept(order[i]);
                progress.add(1);
            };
        });
    }

    private void requireFound(int wanted) {
        if (wanted > length) {
            throw new IllegalArgumentException(
                    "lists of " + wanted + " neighbors are needed, and " + length + " were searched for");
        }
    }
}
