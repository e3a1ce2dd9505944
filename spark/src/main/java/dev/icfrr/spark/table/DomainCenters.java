package dev.icfrr.spark.table;

import dev.icfrr.distance.Centering;
import dev.icfrr.matrix.Matrix;
import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;

/**
 * The means of both domains. Centered features equal those of core's {@link Centering} on one machine, bit for bit.
 *
 * @param ofGallery mean of the gallery, D values
 * @param ofQueries mean of the queries, D values; of no meaning without queries
 * @param queries number of queries
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record DomainCenters(double[] ofGallery, double[] ofQueries, int queries) implements Serializable {

    /** Finds the mean of a gallery. */
    public static DomainCenters of(DistributedFeatures gallery) {
        double[] mean = mean(gallery);
        return new DomainCenters(mean, mean, 0);
    }

    /** Finds the mean of the queries too. */
    public DomainCenters with(DistributedFeatures queryFeatures) {
        return new DomainCenters(ofGallery, mean(queryFeatures), queryFeatures.size());
    }

    /**
     * Sums in row order, one partition after the other, because a sum of doubles depends on its order. Partitions hold
     * consecutive blocks.
     */
    private static double[] mean(DistributedFeatures features) {
        JavaRDD<ItemFeatures> blocks = features.kept().blocks().values();
        double[] sum = new double[features.columns()];
        for (int partition = 0; partition < blocks.getNumPartitions(); partition++) {
            double[] before = sum;
            sum = blocks.mapPartitions(here -> {
                        double[] after = before.clone();
                        here.forEachRemaining(block -> Centering.addTo(after, block.matrix()));
                        return List.of(after).iterator();
                    })
                    .collectPartitions(new int[] {partition})[0]
                    .getFirst();
        }
        return Centering.mean(sum, features.size());
    }

    private Centering centering() {
        return Centering.of(ofGallery, ofQueries, queries);
    }

    /** Describes the centered features of the gallery. */
    public DistributedFeatures gallery(DistributedFeatures features) {
        return centered(features, block -> centering().gallery(block));
    }

    /** Describes the centered features of the queries. */
    public DistributedFeatures queries(DistributedFeatures features) {
        return centered(features, block -> centering().queries(block));
    }

    /** A function that travels to the tasks. */
    private interface Step extends UnaryOperator<Matrix>, Serializable {}

    private static DistributedFeatures centered(DistributedFeatures features, Step step) {
        int size = features.size();
        int columns = features.columns();
        int blockRows = features.blockRows();
        return features.reader()
                .map(reader -> DistributedFeatures.readable(
                        size, columns, blockRows, features.rows(), items -> centered(reader.read(items), step)))
                .orElseGet(() -> DistributedFeatures.sent(
                        size, columns, blockRows, features.blocks().mapValues(block -> centered(block, step))));
    }

    private static ItemFeatures centered(ItemFeatures block, Step step) {
        return ItemFeatures.of(block.items(), step.apply(block.matrix()));
    }
}
