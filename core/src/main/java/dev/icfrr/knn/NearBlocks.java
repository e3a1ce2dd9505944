package dev.icfrr.knn;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Sorts rows cluster by cluster and finds, for each block of that order, the blocks of the clusters nearest to its own.
 */
final class NearBlocks {
    private final KMeans clusters;
    /** Clusters in the order in which they are stored: near clusters one after the other. */
    private final int[] stored;

    private final int[] order;
    /** First position of a cluster, by its place in the stored order. */
    private final int[] starts;

    NearBlocks(KMeans clusters, long seed, Parallelism parallelism) {
        this.clusters = clusters;
        DeduplicatedRows centers = DeduplicatedRows.of(clusters.scaledCenters(), parallelism);
        int[] near = ProximityOrder.of(clusters.scaledCenters(), centers, seed, parallelism);
        stored = Arrays.stream(near)
                .flatMap(group -> java.util.stream.IntStream.range(0, centers.size(group))
                        .map(member -> centers.member(group, member)))
                .toArray();
        int[][] members = clusters.members();
        starts = new int[stored.length + 1];
        for (int place = 0; place < stored.length; place++) {
            starts[place + 1] = starts[place] + members[stored[place]].length;
        }
        order = new int[starts[stored.length]];
        for (int place = 0; place < stored.length; place++) {
            int[] of = members[stored[place]];
            System.arraycopy(of, 0, order, starts[place], of.length);
        }
    }

    /** Returns the groups of equal rows, cluster by cluster. */
    int[] order() {
        return order;
    }

    /** Returns for each block the {@code count} nearest blocks, itself first. */
    int[][] nearest(int count, Kernels kernels, Parallelism parallelism) {
        int[] placeOf = new int[stored.length];
        for (int place = 0; place < stored.length; place++) {
            placeOf[stored[place]] = place;
        }
        int[][] nearestClusters = new int[stored.length][];
        int listed = Math.min(stored.length, count + 1);
        ExactNeighbors.find(
                clusters.scaledCenters(),
                listed,
                kernels,
                parallelism,
                null,
                (cluster, nearest) -> nearestClusters[cluster] = nearest.clone());
        int blocks = Math.ceilDiv(order.length, PackedRows.BLOCK);
        int[][] nearest = new int[blocks][];
        parallelism.forEachRow(
                blocks,
                () -> block -> nearest[block] = nearest(block, blocks, count, listed, nearestClusters, placeOf));
        return nearest;
    }

    private int[] nearest(int block, int blocks, int count, int listed, int[][] nearestClusters, int[] placeOf) {
        int first = block * PackedRows.BLOCK;
        int last = Math.min(order.length, first + PackedRows.BLOCK) - 1;
        int firstPlace = placeOf[clusters.clusterOf(order[first])];
        int lastPlace = placeOf[clusters.clusterOf(order[last])];
        Blocks found = new Blocks(blocks, count);
        found.add(block);
        for (int rank = 0; rank < listed && !found.isFull(); rank++) {
            for (int place = firstPlace; place <= lastPlace; place++) {
                int other = placeOf[nearestClusters[stored[place]][rank]];
                if (starts[other] < starts[other + 1]) {
                    int end = (starts[other + 1] - 1) / PackedRows.BLOCK;
                    for (int b = starts[other] / PackedRows.BLOCK; b <= end; b++) {
                        found.add(b);
                    }
                }
            }
        }
        for (int offset = 1; !found.isFull(); offset++) {
            found.add((block + offset) % blocks);
        }
        return found.list;
    }

    private static final class Blocks {
        private final int[] list;
        private final BitSet in;
        private int count;

        Blocks(int blocks, int capacity) {
            list = new int[capacity];
            in = new BitSet(blocks);
        }

        boolean isFull() {
            return count == list.length;
        }

        void add(int block) {
            if (!isFull() && !in.get(block)) {
                in.set(block);
                list[count++] = block;
            }
        }
    }
}
