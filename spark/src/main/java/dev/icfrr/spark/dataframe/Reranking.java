package dev.icfrr.spark.dataframe;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Vote;
import dev.icfrr.spark.partition.TaskCount;
import dev.icfrr.spark.rerank.CandidateBatches;
import dev.icfrr.spark.rerank.NearestCandidates;
import dev.icfrr.spark.rerank.Ranks;
import dev.icfrr.spark.rerank.RerankJob;
import dev.icfrr.spark.table.FeatureColumns;
import dev.icfrr.spark.table.FeatureSource;
import dev.icfrr.spark.table.GraphHeader;
import dev.icfrr.spark.table.GraphTable;
import dev.icfrr.spark.table.ItemIds;
import dev.icfrr.spark.table.RankingRow;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Re-ranks queries by the votes of a gallery's neighbor lists, all in data frames.
 *
 * <p>Queries and gallery have a row per item, as in {@link KnnGraphs}; the graph is a result of it, also after it was
 * saved and read again, or the output of the job {@code knn}. A graph of another program, {@code id} and {@code
 * neighbors}, counts as plain lists. Orders equal those of {@link dev.icfrr.rerank.Icfrr} on one machine, bit for bit.
 *
 * <p>Without other parameters, a graph with scaled lists is used with the multi-scale vote of this program's default,
 * and K and weights that were chosen with it; other graphs are used with the authors' defaults. Features are centered
 * if those of the graph were. Immutable.
 */
public final class Reranking {
    private static final int DEFAULT_WINDOW = 1000;

    private final Dataset<Row> queries;
    private final Dataset<Row> gallery;
    private final Dataset<Row> graph;
    private final FeatureColumns columns;
    private final @Nullable IcfrrParameters parameters;
    private final int window;
    private final Ranks ranks;
    private final TaskCount tasks;

    private Reranking(
            Dataset<Row> queries,
            Dataset<Row> gallery,
            Dataset<Row> graph,
            FeatureColumns columns,
            @Nullable IcfrrParameters parameters,
            int window,
            Ranks ranks,
            TaskCount tasks) {
        this.queries = queries;
        this.gallery = gallery;
        this.graph = graph;
        this.columns = columns;
        this.parameters = parameters;
        this.window = window;
        this.ranks = ranks;
        this.tasks = tasks;
    }

    /** Prepares the re-ranking of the nearest 1,000 gallery items of each query. */
    public static Reranking of(
            Dataset<Row> queries, Dataset<Row> gallery, Dataset<Row> graph, String idColumn, String featureColumn) {
        return new Reranking(
                queries,
                gallery,
                graph,
                new FeatureColumns(idColumn, featureColumn),
                null,
                DEFAULT_WINDOW,
                Ranks.LAST,
                new TaskCount(0));
    }

    /** Changes the parameters. The lists must have been built for their vote and update rule. */
    public Reranking withParameters(IcfrrParameters value) {
        return new Reranking(queries, gallery, graph, columns, value, window, ranks, tasks);
    }

    /** Changes the number of nearest gallery items that are ranked per query; all are ranked if there are fewer. */
    public Reranking withWindow(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("a window must hold at least 1 item, not " + items);
        }
        return new Reranking(queries, gallery, graph, columns, parameters, items, ranks, tasks);
    }

    /** Ranks the whole gallery for each query, which takes about 100 bytes per item in a task. */
    public Reranking withWholeGallery() {
        return withWindow(Integer.MAX_VALUE);
    }

    /** Returns the rankings of all iterations instead of the last; iteration 0 is the order before re-ranking. */
    public Reranking withAllIterations() {
        return new Reranking(queries, gallery, graph, columns, parameters, window, Ranks.ALL, tasks);
    }

    /** Sets the number of tasks per stage, 4 per core otherwise. Changes no result. */
    public Reranking withTasks(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("there must be at least 1 task, not " + value);
        }
        return new Reranking(queries, gallery, graph, columns, parameters, window, ranks, new TaskCount(value));
    }

    /**
     * Re-ranks.
     *
     * @return {@code query} (id), {@code iteration} (int), {@code ranking} (array of gallery ids, best first)
     * @throws IllegalArgumentException if the data frames are unusable or do not belong together
     */
    public Dataset<Row> rankings() {
        SparkSession session = gallery.sparkSession();
        Sessions.require(session);
        ItemIds galleryIds = ItemIds.of(gallery, columns.id(), "gallery");
        ItemIds queryIds = ItemIds.of(queries, columns.id(), "queries");
        GraphTable lists = GraphTable.ofFrame(
                graph,
                galleryIds,
                Objects.requireNonNullElse(parameters, IcfrrParameters.DEFAULTS).selfMatch());
        IcfrrParameters method = Objects.requireNonNullElseGet(parameters, () -> defaults(lists.header()));
        int perItem = perItem(lists.header(), method);
        FeatureSource ofGallery = galleryIds.features(gallery, columns, "gallery");
        int size = ofGallery.shape().size();
        int partitions = tasks.of(session.sparkContext().defaultParallelism(), 0);
        CandidateBatches candidates = NearestCandidates.find(
                queryIds.features(queries, columns, "query"),
                ofGallery,
                lists,
                Math.min(window, size),
                new CandidateBatches.Voters(method.kq(), perItem),
                partitions,
                Sessions.log());
        RerankJob job = new RerankJob(session, lists, perItem, method, partitions, Sessions.log());
        Dataset<Row> rankings = session.createDataset(
                        job.rank(job.gather(candidates), null, ranks, 0)
                                .flatMap(batch -> batch.rows().iterator())
                                .rdd(),
                        Encoders.bean(RankingRow.class))
                .select("query", "iteration", "ranking")
                .persist(StorageLevel.MEMORY_AND_DISK());
        return queryIds.toIds(galleryIds.arraysToIds(rankings, List.of("query", "iteration"), "ranking"), "query");
    }

    private static IcfrrParameters defaults(GraphHeader header) {
        if (header.order() == ListOrder.PLAIN && !header.hasChosenK()) {
            return IcfrrParameters.DEFAULTS;
        }
        return ParameterRequest.recommended()
                .method()
                .withVote(Vote.MULTISCALE)
                .withKq(header.kg())
                .withVote(header.hasChosenK() ? Vote.multiscale(header.weights()) : Vote.MULTISCALE);
    }

    private static int perItem(GraphHeader header, IcfrrParameters method) {
        if (header.selfMatch() != method.selfMatch()) {
            throw new IllegalArgumentException(
                    "the lists of the graph leave out the " + header.selfMatch().label()
                            + " entry as the item itself, and these parameters need "
                            + method.selfMatch().label()
                            + ": build the graph with withSelfMatch");
        }
        if (!method.vote().isMultiscale()) {
            return header.perItem();
        }
        int k = method.scales().largest();
        int perItem = Math.min(k, header.size() - 1);
        if (perItem > header.perItem()) {
            throw new IllegalArgumentException("the graph holds " + header.perItem()
                    + " neighbors per item, fewer than K " + k + ": build longer lists, or take a smaller K");
        }
        return perItem;
    }
}
