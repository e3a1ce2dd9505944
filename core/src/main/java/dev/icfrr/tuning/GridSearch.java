package dev.icfrr.tuning;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.UpdateRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures a grid of settings on labeled queries in one pass. A query's distances are read or computed once for all
 * settings. Neighbor lists are prefixes of those of the largest KG. One run to the last iteration also gives all
 * earlier iterations. The search keeps one number per setting, iteration and query. Every setting has its own scratch
 * memory in every thread; see {@link Icfrr#scratchBytes}.
 */
public final class GridSearch {
    private final Grid grid;
    private final QuerySplit split;
    private final Measure measure;
    private final List<Cell> cells = new ArrayList<>();

    /** A combination with its measured values. */
    private record Cell(Icfrr icfrr, MeasureSink values) {}

    /**
     * Prepares a search.
     *
     * @param grid the settings
     * @param graphs the neighbor lists for every update rule of the grid, at least as long as the largest KG
     * @param labels labels of all queries and the gallery
     * @param measure the metric
     * @param split the queries to measure
     * @throws IllegalArgumentException if a graph is missing or its lists are too short
     */
    public GridSearch(Grid grid, Map<UpdateRule, KnnGraph> graphs, Labels labels, Measure measure, QuerySplit split) {
        this(grid, setting -> flat(graphs, setting), labels, measure, split);
    }

    private static KnnGraph flat(Map<UpdateRule, KnnGraph> graphs, Setting setting) {
        KnnGraph graph = graphs.get(setting.method().update());
        if (graph == null) {
            throw new IllegalArgumentException(
                    "no neighbor lists for the update rule " + setting.method().update());
        }
        return graph.truncated(setting.kg());
    }

    /**
     * Prepares a search that finds the neighbor lists it needs, once per self match.
     *
     * @param neighbors returns lists that leave out a self match
     */
    public static GridSearch of(
            Grid grid,
            Function<SelfMatch, GalleryNeighbors> neighbors,
            Labels labels,
            Measure measure,
            QuerySplit split) {
        Map<SelfMatch, GalleryNeighbors> known = new EnumMap<>(SelfMatch.class);
        return new GridSearch(
                grid,
                setting -> {
                    GalleryNeighbors found =
                            known.computeIfAbsent(setting.method().selfMatch(), neighbors);
                    return setting.isMultiscale()
                            ? found.lists(
                                    new ParameterRequest(setting.kg(), setting.kg(), setting.lists(), setting.method()))
                            : found.atLeast(grid.largestKg()).truncated(setting.kg());
                },
                labels,
                measure,
                split);
    }

    /**
     * Prepares a search.
     *
     * @param lists returns the neighbor lists of a setting, of as many neighbors as its KG
     */
    public GridSearch(Grid grid, Function<Setting, KnnGraph> lists, Labels labels, Measure measure, QuerySplit split) {
        this.grid = grid;
        this.split = split;
        this.measure = measure;
        Labels drawn = drawn(labels, split);
        for (Setting setting : grid.settings()) {
            Icfrr icfrr = new Icfrr(lists.apply(setting), setting.method());
            cells.add(new Cell(icfrr, new MeasureSink(drawn, grid.iterations(), List.of(measure))));
        }
    }

    private static Labels drawn(Labels labels, QuerySplit split) {
        int[] queries = split.all();
        long[] query = new long[queries.length];
        for (int i = 0; i < query.length; i++) {
            query[i] = labels.ofQuery(queries[i]);
        }
        long[] gallery = new long[labels.gallerySize()];
        for (int i = 0; i < gallery.length; i++) {
            gallery[i] = labels.ofGallery(i);
        }
        return Labels.of(query, gallery);
    }

    /**
     * Measures every setting.
     *
     * @param distances of all queries to the gallery
     * @param done called as each query is finished, from any thread
     */
    public GridResult run(DistanceSource distances, Parallelism parallelism, Runnable done) {
        distances.select(split.all()).forEachRow(parallelism, () -> (query, row) -> {
            for (Cell cell : cells) {
                cell.icfrr.rerank(row, query, cell.values);
            }
            done.run();
        });
        return result();
    }

    private GridResult result() {
        double[][][] values = new double[cells.size()][grid.iterations() + 1][];
        for (int cell = 0; cell < values.length; cell++) {
            for (int iteration = 0; iteration <= grid.iterations(); iteration++) {
                values[cell][iteration] = cells.get(cell).values().ofQueries(measure, iteration);
            }
        }
        return new GridResult(grid, measure, split, values);
    }
}
