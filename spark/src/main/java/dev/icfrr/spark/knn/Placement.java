package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.Centroids;
import dev.icfrr.search.NearestCenters;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The nearest cells of all items.
 *
 * @param placed all blocks, in the order of their numbers
 * @param cells number of cells
 * @param places number of cells per item
 */
record Placement(JavaRDD<Block> placed, int cells, int places) {

    /**
     * A block with the cells of its items.
     *
     * @param number of the block
     * @param rows what is sent of its rows
     * @param cells nearest first, {@code places} per item
     */
    @SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
    record Block(int number, ItemFeatures rows, int[] cells) {}

    /** The centers of the cells, packed once per executor. */
    private static final class Cells implements Serializable {
        private final float[] values;
        private final int columns;
        private transient @Nullable NearestCenters packed;

        Cells(Matrix centers) {
            columns = centers.columns();
            values = centers.toFloatArray();
        }

        synchronized NearestCenters search() {
            NearestCenters search = packed;
            if (search == null) {
                search = new NearestCenters(Matrix.of(values.length / columns, columns, values), new Parallelism(1));
                packed = search;
            }
            return search;
        }
    }

    /** Finds the cells. The centers are broadcast. */
    static Placement of(FeatureSampler sampler, Centroids centroids, int places) {
        DistributedFeatures features = sampler.features();
        Broadcast<Cells> cells = sampler.broadcast(new Cells(centroids.centers()));
        JavaRDD<int[]> nearest = features.blocks()
                .values()
                .map(block -> cells.value().search().of(block.matrix(), places))
                .persist(StorageLevel.MEMORY_AND_DISK_SER());
        // Only cells are kept beside the blocks. Blocks are in the same order however often they are computed.
        return new Placement(
                features.rows()
                        .zip(nearest)
                        .map(block -> new Block(block._1()._1(), block._1()._2(), block._2())),
                centroids.count(),
                places);
    }

    /** Counts the items at home in each cell. */
    long[] homes() {
        int perItem = places;
        return sums(cells, (counts, cellsOf) -> {
            for (int i = 0; i < cellsOf.length; i += perItem) {
                counts[cellsOf[i]]++;
            }
        });
    }

    /** Counts the items at home in each piece, then the visitors of each piece. */
    long[] ofPieces(Broadcast<int[]> pieceOf, int probes) {
        int perItem = places;
        int pieces = CellPlan.count(pieceOf.value());
        return sums(2 * pieces, (counts, cellsOf) -> {
            for (int i = 0; i < cellsOf.length; i += perItem) {
                int[] visited = CellPlan.visited(pieceOf.value(), cellsOf, i, probes);
                counts[visited[0]]++;
                for (int j = 1; j < visited.length; j++) {
                    counts[pieces + visited[j]]++;
                }
            }
        });
    }

    /** Counts in the tasks. */
    private interface Counter extends Serializable {
        void count(long[] counts, int[] cells);
    }

    private long[] sums(int length, Counter counter) {
        return placed.map(Block::cells)
                .treeAggregate(
                        new long[length],
                        (counts, cellsOf) -> {
                            counter.count(counts, cellsOf);
                            return counts;
                        },
                        (one, other) -> {
                            Arrays.setAll(one, i -> one[i] + other[i]);
                            return one;
                        });
    }

    /**
     * Collects the cells of a sample and of its nearest items.
     *
     * @param truth the nearest items of the sample
     */
    SampledCells of(KnnCandidates truth) {
        int[] items = IntStream.concat(Arrays.stream(truth.items()), Arrays.stream(truth.neighbors()))
                .sorted()
                .distinct()
                .toArray();
        return new SampledCells(truth, cellsOf(items), places);
    }

    /** Collects the cells of some items. */
    private Map<Integer, int[]> cellsOf(int[] items) {
        int perItem = places;
        List<List<Tuple2<Integer, int[]>>> collected = placed.map(block -> {
                    List<Tuple2<Integer, int[]>> found = new ArrayList<>();
                    for (int row = 0; row < block.rows().size(); row++) {
                        int item = block.rows().items()[row];
                        if (Arrays.binarySearch(items, item) >= 0) {
                            found.add(new Tuple2<>(
                                    item, Arrays.copyOfRange(block.cells(), row * perItem, (row + 1) * perItem)));
                        }
                    }
                    return found;
                })
                .collect();
        Map<Integer, int[]> cellsOf = new HashMap<>();
        collected.forEach(part -> part.forEach(item -> cellsOf.put(item._1(), item._2())));
        return cellsOf;
    }
}
