package dev.icfrr.search;

import dev.icfrr.distance.GalleryRows;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.sort.SortableBits;
import dev.icfrr.sort.StableRadixSort;
import java.util.Arrays;

/**
 * Approximate search: compares a query only with the items of the nearest clusters. Distances are exact. Some of the
 * nearest items may be missing; the more items are scanned, the fewer are missing.
 */
public final class IvfSearch implements NearestNeighborSearch {
    /** Rows handed to a thread at a time. */
    private static final int BLOCK = 1024;

    private final GalleryRows gallery;
    private final GalleryRows centers;
    private final InvertedLists clusters;
    private final int maxScanned;
    private final Parallelism parallelism;

    /**
     * Creates a search over features in memory or mapped files.
     *
     * @param features G x D, the clustered features
     * @param maxScanned how many items to compare a query with; more are compared if more are asked for
     * @param parallelism threads per query
     */
    public IvfSearch(Matrix features, InvertedLists clusters, int maxScanned, Parallelism parallelism) {
        if (features.rows() != clusters.size()) {
            throw new IllegalArgumentException(
                    "clusters of " + clusters.size() + " items are not of " + features.rows() + " features");
        }
        if (maxScanned < 1) {
            throw new IllegalArgumentException("at least 1 item must be scanned, not " + maxScanned);
        }
        gallery = new GalleryRows(features);
        centers = new GalleryRows(clusters.centers());
        this.clusters = clusters;
        this.maxScanned = maxScanned;
        this.parallelism = parallelism;
    }

    /**
     * Returns how many items to scan for a few hundred nearest: a thirty-second of the gallery, but at least 16,384 and
     * at most 32,768.
     */
    public static int defaultMaxScanned(int gallerySize) {
        return Math.max(1, Math.min(gallerySize, Math.clamp(gallerySize / 32, 1 << 14, 1 << 15)));
    }

    @Override
    public int size() {
        return gallery.size();
    }

    @Override
    public NearestNeighbors nearest(float[] query, int count) {
        FlatSearch.requireCount(count);
        double[] own = gallery.query(query);
        int[] items = itemsOfNearestClusters(own, count);
        gallery.prefetch(items);
        double[] distances = new double[items.length];
        parallelism.forEachBlock(items.length, BLOCK, () -> (first, end) -> {
            gallery.squared(own, items, first, end, distances);
            for (int i = first; i < end; i++) {
                distances[i] = Math.sqrt(distances[i]);
            }
        });
        return nearest(items, distances, Math.min(count, items.length));
    }

    /**
     * Returns the items that a search compares a query with, cluster after cluster.
     *
     * @param query D finite values
     * @param count how many nearest items the search asks for, at least 1
     */
    public int[] compared(float[] query, int count) {
        FlatSearch.requireCount(count);
        return itemsOfNearestClusters(gallery.query(query), count);
    }

    private int[] itemsOfNearestClusters(double[] query, int count) {
        int enough = Math.max(maxScanned, Math.min(count, size()));
        double[] squared = new double[clusters.count()];
        parallelism.forEachBlock(
                squared.length, BLOCK, () -> (first, end) -> centers.squared(query, first, end, squared));
        int[] order = new int[squared.length];
        long[] keys = new long[squared.length];
        for (int cluster = 0; cluster < order.length; cluster++) {
            order[cluster] = cluster;
            keys[cluster] = SortableBits.of(squared[cluster]);
        }
        new StableRadixSort(order.length).sort(keys, order, order.length);
        int visited = 0;
        int found = 0;
        while (visited < order.length && found < enough) {
            found += clusters.size(order[visited++]);
        }
        int[] items = new int[found];
        int at = 0;
        for (int i = 0; i < visited; i++) {
            clusters.copyMembers(order[i], items, at);
            at += clusters.size(order[i]);
        }
        return items;
    }

    private static NearestNeighbors nearest(int[] items, double[] distances, int count) {
        int[] positions = TopKSelector.forRowsOf(Matrix.of(1, items.length, distances), count)
                .nearest(0);
        double farthest = distances[positions[count - 1]];
        // Items at the same distance as the last one are chosen by index, not by the order of clusters.
        int passing = 0;
        int[] within = new int[items.length];
        for (int i = 0; i < items.length; i++) {
            within[passing] = i;
            passing += distances[i] <= farthest ? 1 : 0;
        }
        long[] byIndex = new long[passing];
        for (int i = 0; i < passing; i++) {
            byIndex[i] = (long) items[within[i]] << Integer.SIZE | within[i];
        }
        Arrays.sort(byIndex);
        long[] keys = new long[passing];
        for (int i = 0; i < passing; i++) {
            within[i] = (int) byIndex[i];
            keys[i] = SortableBits.of(distances[within[i]]);
        }
        new StableRadixSort(passing).sort(keys, within, passing);
        int[] nearest = new int[count];
        double[] of = new double[count];
        for (int i = 0; i < count; i++) {
            nearest[i] = items[within[i]];
            of[i] = distances[within[i]];
        }
        return new NearestNeighbors(nearest, of);
    }
}
