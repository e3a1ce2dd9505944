package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.distance.GalleryRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import dev.icfrr.sort.ScoreSort;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Orders neighbor lists by local scaling. With {@code mu(i)} the mean distance of item i to its own first
 * {@value #NEAREST} neighbors, the list of item j is ordered by
 *
 * <pre>d(j, i) - mu(i) / 2</pre>
 *
 * ascending, ties by the plain order. Only the first {@code 2 * KG} neighbors of each plain list take part; the result
 * is cut to KG. Hubs, which stand on the lists of items they have little to do with, move back.
 *
 * <p>Distances are canonical and sums have a fixed order, so the lists do not depend on threads, kernels or machine.
 */
public final class LocalScaling {
    /** How many neighbors make up the local scale of an item. */
    public static final int NEAREST = 10;

    /** Plain neighbors that take part, per scaled neighbor. */
    private static final int POOL = 2;

    private LocalScaling() {}

    /**
     * Returns how long the plain lists must be for scaled lists of length KG.
     *
     * @param kg neighbors per item, at least 1
     */
    public static int plainLength(int kg) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max((long) POOL * kg, NEAREST));
    }

    /**
     * Orders the lists of a graph that was built from features.
     *
     * @param plain a graph with at least {@link #plainLength} neighbors per item, or all of a smaller gallery
     * @param features G x D, those that the graph was built from
     * @param kg neighbors per item of the result, at least 1
     * @param progress receives the number of finished items, or null
     * @throws IllegalArgumentException if the lists are too short or already scaled, or if the features do not fit
     */
    public static KnnGraph ofFeatures(
            KnnGraph plain, Matrix features, int kg, Parallelism parallelism, @Nullable ProgressListener progress) {
        requireSize(plain, features.rows());
        GalleryRows gallery = new GalleryRows(features);
        return scale(
                plain, kg, () -> new BetweenFeatures(gallery, new FeatureRows(features)), null, parallelism, progress);
    }

    /**
     * Orders the lists of a gallery that has lost and gained items. The result equals that of {@link #ofFeatures}, bit
     * for bit. Only lists that may have changed are ordered again.
     *
     * @param oldPlain the plain lists that {@code oldScaled} was made of
     * @param oldScaled the scaled lists before the change
     * @param kept old indices of the first items, ascending; added items come after them
     * @param plain the plain lists after the change
     * @param features those of the changed gallery; kept items have their old features
     * @param progress receives the number of finished items, or null
     * @throws IllegalArgumentException if the lists are too short or of the wrong order, or if sizes do not fit
     */
    public static KnnGraph updated(
            KnnGraph oldPlain,
            KnnGraph oldScaled,
            int[] kept,
            KnnGraph plain,
            Matrix features,
            Parallelism parallelism,
            @Nullable ProgressListener progress) {
        requireSize(plain, features.rows());
        if (oldScaled.order() != ListOrder.SCALED || oldPlain.size() != oldScaled.size()) {
            throw new IllegalArgumentException("the old lists are not plain and scaled lists of one gallery");
        }
        int kg = oldScaled.kg();
        UnchangedScaledLists unchanged = new UnchangedScaledLists(
                oldPlain,
                oldScaled,
                kept,
                plain,
                Math.min(plainLength(kg), plain.size() - 1),
                Math.min(NEAREST, plain.size() - 1));
        GalleryRows gallery = new GalleryRows(features);
        return scale(
                plain,
                kg,
                () -> new BetweenFeatures(gallery, new FeatureRows(features)),
                unchanged,
                parallelism,
                progress);
    }

    /**
     * Orders the lists of a graph that was built from stored distances.
     *
     * @param plain a graph with at least {@link #plainLength} neighbors per item, or all of a smaller gallery
     * @param distances G x G, those that the graph was built from
     * @param kg neighbors per item of the result, at least 1
     * @param progress receives the number of finished items, or null
     * @throws IllegalArgumentException if the lists are too short or already scaled, or if the distances do not fit
     */
    public static KnnGraph ofDistances(
            KnnGraph plain, Matrix distances, int kg, Parallelism parallelism, @Nullable ProgressListener progress) {
        requireSize(plain, distances.rows());
        double[] none = {};
        return scale(
                plain,
                kg,
                () -> {
                    double[] row = distances.rows() == 0 ? none : new double[distances.columns()];
                    return (item, others, count, into) -> {
                        distances.copyRow(item, row);
                        for (int i = 0; i < count; i++) {
                            into[i] = row[others[i]];
                        }
                    };
                },
                null,
                parallelism,
                progress);
    }

    /** Reads the distances of an item to others, for one thread. */
    @FunctionalInterface
    interface ItemDistances {
        /** Fills the first {@code count} values with the distances of an item to the first {@code count} others. */
        void read(int item, int[] others, int count, double[] into);
    }

    /** Computes distances between features. */
    static final class BetweenFeatures implements ItemDistances {
        private final GalleryRows gallery;
        private final FeatureRows rows;
        private final double[] query;

        BetweenFeatures(GalleryRows gallery, FeatureRows rows) {
            this.gallery = gallery;
            this.rows = rows;
            query = new double[rows.stride()];
        }

        @Override
        public void read(int item, int[] others, int count, double[] into) {
            rows.load(item, query, 0);
            gallery.squared(query, others, 0, count, into);
            for (int i = 0; i < count; i++) {
                into[i] = Math.sqrt(into[i]);
            }
        }
    }

    private static KnnGraph scale(
            KnnGraph plain,
            int kg,
            Supplier<ItemDistances> distances,
            @Nullable UnchangedScaledLists unchanged,
            Parallelism parallelism,
            @Nullable ProgressListener progress) {
        int size = plain.size();
        if (plain.order() != ListOrder.PLAIN) {
            throw new IllegalArgumentException("the lists are scaled already");
        }
        int pool = Math.min(plainLength(kg), size - 1);
        if (plain.neighborsPerItem() < pool) {
            throw new IllegalArgumentException("scaled lists of " + kg + " neighbors need plain lists of " + pool
                    + ", and this graph has " + plain.neighborsPerItem() + " per item: build it with a larger KG");
        }
        double[] halfScales = halfScales(plain, distances, parallelism);
        int wanted = Math.min(kg, size - 1);
        PreparedLists lists = new PreparedLists(size, kg, plain.selfMatch(), ListOrder.SCALED);
        ProgressMeter meter = new ProgressMeter(progress, "scales neighbor lists", size);
        parallelism.forEachRow(size, () -> {
            ItemDistances reader = distances.get();
            int[] neighbors = new int[pool];
            double[] scores = new double[pool];
            ScoreSort sort = new ScoreSort(Math.max(1, pool));
            return item -> {
                int[] known = unchanged == null ? null : unchanged.list(item);
                if (known != null) {
                    lists.set(item, known);
                    meter.add(1);
                    return;
                }
                plain.lists().copyRow(item, neighbors, pool);
                reader.read(item, neighbors, pool, scores);
                lists.set(item, order(neighbors, scores, pool, wanted, halfScales, sort));
                meter.add(1);
            };
        });
        return lists.build().withProvenance(plain.provenance());
    }

    /**
     * Orders the first neighbors of a plain list.
     *
     * @param distances of the item to them; overwritten
     * @param pool how many take part
     * @param wanted how many of them to return
     */
    static int[] order(int[] neighbors, double[] distances, int pool, int wanted, double[] halfScales, ScoreSort sort) {
        for (int rank = 0; rank < pool; rank++) {
            distances[rank] = halfScales[neighbors[rank]] - distances[rank];
        }
        return order(neighbors, distances, pool, wanted, sort);
    }

    /**
     * Orders the first neighbors of a plain list by their scores.
     *
     * @param scores half the local scale of each neighbor, less its distance
     */
    static int[] order(int[] neighbors, double[] scores, int pool, int wanted, ScoreSort sort) {
        int[] order = sort.descending(scores, pool);
        int[] scaled = new int[wanted];
        for (int rank = 0; rank < wanted; rank++) {
            scaled[rank] = neighbors[order[rank]];
        }
        return scaled;
    }

    /** Returns half the mean of the first distances of a plain list; 0 without any. */
    static double halfScale(double[] distances, int count) {
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += distances[rank];
        }
        return count == 0 ? 0 : sum / count / 2;
    }

    /** Half the mean distance of each item to its nearest neighbors; 0 in a gallery of one item. */
    private static double[] halfScales(KnnGraph plain, Supplier<ItemDistances> distances, Parallelism parallelism) {
        int size = plain.size();
        int nearest = Math.min(NEAREST, size - 1);
        double[] halves = new double[size];
        if (nearest == 0) {
            return halves;
        }
        parallelism.forEachRow(size, () -> {
            ItemDistances reader = distances.get();
            int[] neighbors = new int[nearest];
            double[] found = new double[nearest];
            return item -> {
                plain.lists().copyRow(item, neighbors, nearest);
                reader.read(item, neighbors, nearest, found);
                halves[item] = halfScale(found, nearest);
            };
        });
        return halves;
    }

    private static void requireSize(KnnGraph plain, int rows) {
        if (rows != plain.size()) {
            throw new IllegalArgumentException(
                    "the graph has " + plain.size() + " items, the features or distances have " + rows);
        }
    }
}
