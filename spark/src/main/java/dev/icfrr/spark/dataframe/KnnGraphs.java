package dev.icfrr.spark.dataframe;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.Scales;
import dev.icfrr.spark.knn.KnnJob;
import dev.icfrr.spark.knn.KnnSettings;
import dev.icfrr.spark.partition.TaskCount;
import dev.icfrr.spark.table.FeatureColumns;
import dev.icfrr.spark.table.FeatureSource;
import dev.icfrr.spark.table.GraphTable;
import dev.icfrr.spark.table.ItemIds;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Builds the neighbor lists of a gallery in a data frame.
 *
 * <p>A gallery has a row per item: an id, which is a whole number or text, and a feature, which is an array of float or
 * double or a vector of Spark's ML library. Values are rounded to single precision. The result has the columns {@code
 * id} and {@code neighbors}, an array of ids, nearest first; ties go to the smaller id. Exact lists equal those of
 * {@link dev.icfrr.knn.KnnGraphBuilder} for the gallery in ascending order of ids, bit for bit, however the data is
 * cut.
 *
 * <p>Ids that are 0 .. G-1 cost nothing. Others are numbered and translated by joins, one row per neighbor. Immutable.
 */
public final class KnnGraphs {
    private final KnnSettings settings;
    private final Optional<Dataset<Row>> queries;

    private KnnGraphs(KnnSettings settings, Optional<Dataset<Row>> queries) {
        this.settings = settings;
        this.queries = queries;
    }

    /**
     * Finds the nearest items of every item, for the flat vote.
     *
     * @param k neighbors per item, at least 1
     */
    public static Dataset<Row> exact(Dataset<Row> gallery, String idColumn, String featureColumn, int k) {
        return ofPlainLists(k).build(gallery, idColumn, featureColumn);
    }

    /**
     * Builds the lists of this program's default: scaled, for the multi-scale vote, with K and the weights of the
     * scales chosen from the lists of up to 256 items. {@link Reranking} reads the choice from the result.
     */
    public static Dataset<Row> recommended(Dataset<Row> gallery, String idColumn, String featureColumn) {
        return ofChosenK().build(gallery, idColumn, featureColumn);
    }

    /** Plain lists of {@code k} neighbors, ordered by distance, for the flat vote. */
    public static KnnGraphs ofPlainLists(int k) {
        return new KnnGraphs(KnnSettings.exact(requirePositive(k), ListOrder.PLAIN), Optional.empty());
    }

    /**
     * Lists with local scaling, for the multi-scale vote with equal weights.
     *
     * @param k the largest scale, rounded down to a power of two, and up to 4
     */
    public static KnnGraphs ofScaledLists(int k) {
        int largest = Scales.upTo(requirePositive(k)).largest();
        return new KnnGraphs(KnnSettings.exact(largest, ListOrder.SCALED), Optional.empty());
    }

    /** Lists with local scaling, for the multi-scale vote, with K and the weights of the scales chosen. */
    public static KnnGraphs ofChosenK() {
        return new KnnGraphs(KnnSettings.exact(KnnSettings.AUTO, ListOrder.SCALED), Optional.empty());
    }

    private static int requirePositive(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("lists must have at least 1 neighbor, not " + k);
        }
        return k;
    }

    /**
     * Chooses K by the rankings of up to 256 of these queries instead of gallery items.
     *
     * @param features a data frame with the same columns as the gallery
     */
    public KnnGraphs withQueries(Dataset<Row> features) {
        if (settings.kg() != KnnSettings.AUTO) {
            throw new IllegalArgumentException("queries serve the choice of K, and K is " + settings.kg());
        }
        return new KnnGraphs(settings, Optional.of(features));
    }

    /** Centers features per domain first; {@link Reranking} then centers both domains. */
    public KnnGraphs withCentering() {
        return with(new KnnSettings(
                settings.kg(),
                settings.order(),
                settings.selfMatch(),
                true,
                settings.approximation(),
                settings.blockRows(),
                settings.tasks()));
    }

    /** Changes what lists leave out as the item itself. Plain lists for the accumulating rule leave out the index. */
    public KnnGraphs withSelfMatch(SelfMatch selfMatch) {
        return with(new KnnSettings(
                settings.kg(),
                settings.order(),
                selfMatch,
                settings.centered(),
                settings.approximation(),
                settings.blockRows(),
                settings.tasks()));
    }

    /**
     * Compares each item only with items of the nearest cells.
     *
     * @param cells number of cells; 0 for the default of {@code icfrr-spark knn}
     * @param probes number of cells per item; 0 for as few as give a recall of 0.95 on a sample
     * @param seed of the centers
     */
    public KnnGraphs withCells(int cells, int probes, long seed) {
        if (cells < 0 || probes < 0) {
            throw new IllegalArgumentException(probes + " of " + cells + " cells cannot be searched");
        }
        return with(new KnnSettings(
                settings.kg(),
                settings.order(),
                settings.selfMatch(),
                settings.centered(),
                Optional.of(new KnnSettings.Approximation(
                        cells,
                        probes,
                        KnnSettings.AUTO,
                        KnnSettings.Approximation.RECALL,
                        seed,
                        KnnSettings.Sending.AUTO)),
                settings.blockRows(),
                settings.tasks()));
    }

    /** Sets the number of tasks per stage, 4 per core otherwise. Changes no result. */
    public KnnGraphs withTasks(int tasks) {
        return with(new KnnSettings(
                settings.kg(),
                settings.order(),
                settings.selfMatch(),
                settings.centered(),
                settings.approximation(),
                settings.blockRows(),
                new TaskCount(requirePositive(tasks))));
    }

    private KnnGraphs with(KnnSettings changed) {
        return new KnnGraphs(changed, queries);
    }

    /**
     * Builds the lists.
     *
     * @throws IllegalArgumentException if the gallery is unusable; the message names the column, and the row or item
     */
    public Dataset<Row> build(Dataset<Row> gallery, String idColumn, String featureColumn) {
        Sessions.require(gallery.sparkSession());
        FeatureColumns names = new FeatureColumns(idColumn, featureColumn);
        ItemIds ids = ItemIds.of(gallery, idColumn, "gallery");
        FeatureSource asking = queries.map(
                        frame -> ItemIds.of(frame, idColumn, "queries").features(frame, names, "query"))
                .orElse(null);
        Dataset<Row> lists = new KnnJob(gallery.sparkSession(), settings, Sessions.log())
                .build(ids.features(gallery, names, "gallery"), asking);
        return GraphTable.withIds(lists, ids);
    }
}
