package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.Centroids;
import dev.icfrr.search.NearestCenters;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.table.ItemFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The nearest cells of all items.
 *
 * @param placed each block with the cells of its items, nearest first, {@code places} per item
 */
record Placement(JavaPairRDD<ItemFeatures, int[]> placed, int cells, int places) {

    /** Finds the cells. The centers are broadcast and packed once per partition. */
    static Placement of(FeatureSampler features, Centroids centroids, int places) {
        Matrix matrix = centroids.centers();
        int columns = matrix.columns();
        Broadcast<float[]> centers = features.broadcast(matrix.toFloatArray());
        JavaRDD<ItemFeatures> blocks = features.blocks().values();
        JavaRDD<int[]> nearest = blocks.mapPartitions(
                        of -> {
                            if (!of.hasNext()) {
                                return Collections.emptyIterator();
                            }
                            float[] all = centers.value();
                            NearestCenters search = new NearestCenters(
                                    Matrix.of(all.length / columns, columns, all), new Parallelism(1));
                            return new Mapped<>(of, block -> search.of(block.matrix(), places));
                        },
                        true)
                .persist(StorageLevel.MEMORY_AND_DISK_SER());
        // Only cells are kept beside the blocks. Blocks are in the same order however often they are computed.
        return new Placement(blocks.zip(nearest), matrix.rows(), places);
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
    private interface Counter extends java.io.Serializable {
        void count(long[] counts, int[] cells);
    }

    private long[] sums(int length, Counter counter) {
        return placed.values()
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
     * Returns which share of the nearest items of a sample shares a piece with their item, if 1, 2, 3, ... cells of an
     * item count.
     *
     * @param truth the nearest items of the sample
     */
    double[] shares(KnnCandidates truth, int[] pieceOf) {
        Map<Integer, int[]> cellsOf =
                cellsOf(IntStream.concat(Arrays.stream(truth.items()), Arrays.stream(truth.neighbors()))
                        .sorted()
                        .distinct()
                        .toArray());
        double[] shares = new double[places];
        for (int probes = 1; probes <= places; probes++) {
            long met = 0;
            for (int i = 0; i < truth.size(); i++) {
                int[] own = CellPlan.visited(pieceOf, known(cellsOf, truth.items()[i]), 0, probes);
                for (int n = truth.starts()[i]; n < truth.starts()[i + 1]; n++) {
                    int[] others = CellPlan.visited(pieceOf, known(cellsOf, truth.neighbors()[n]), 0, probes);
                    met += Arrays.stream(own).anyMatch(piece -> contains(others, piece)) ? 1 : 0;
                }
            }
            shares[probes - 1] = (double) met / truth.neighbors().length;
        }
        return shares;
    }

    private static int[] known(Map<Integer, int[]> cellsOf, int item) {
        return Objects.requireNonNull(cellsOf.get(item), "an item without cells");
    }

    private static boolean contains(int[] pieces, int piece) {
        return Arrays.stream(pieces).anyMatch(other -> other == piece);
    }

    /** Collects the cells of some items. */
    private Map<Integer, int[]> cellsOf(int[] items) {
        int perItem = places;
        List<List<Tuple2<Integer, int[]>>> collected = placed.map(block -> {
                    List<Tuple2<Integer, int[]>> found = new ArrayList<>();
                    for (int row = 0; row < block._1().size(); row++) {
                        int item = block._1().items()[row];
                        if (Arrays.binarySearch(items, item) >= 0) {
                            found.add(new Tuple2<>(
                                    item, Arrays.copyOfRange(block._2(), row * perItem, (row + 1) * perItem)));
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
