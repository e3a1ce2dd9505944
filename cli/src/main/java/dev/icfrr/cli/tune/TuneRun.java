package dev.icfrr.cli.tune;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.HeapOption;
import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.input.Neighbors;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.tuning.Grid;
import dev.icfrr.tuning.GridResult;
import dev.icfrr.tuning.GridSearch;
import dev.icfrr.tuning.QuerySplit;
import dev.icfrr.tuning.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures a grid on a data set.
 *
 * @param input the files of the data set
 * @param log receives progress lines
 */
public record TuneRun(RerankInput input, Labels labels, Parallelism parallelism, RunLog log) {
    /**
     * Finds neighbor lists once per update rule and measures every setting.
     *
     * @throws IllegalArgumentException if the grid needs more memory than the JVM may use
     */
    public GridResult search(Grid grid, Measure measure, QuerySplit split) {
        int settings = grid.settings().size();
        int queries = split.choosing().length + split.heldOut().length;
        log.say(String.format(
                Locale.ROOT,
                "grid    %,d settings x %d iterations, %,d of %,d queries (%,d to choose, %,d held out)",
                settings,
                grid.iterations(),
                queries,
                input.queries(),
                split.choosing().length,
                split.heldOut().length));
        requireMemory(settings, grid.iterations(), queries);
        GridSearch search =
                GridSearch.of(grid, selfMatch -> Neighbors.of(input, selfMatch, parallelism), labels, measure, split);
        try (Progress progress = Progress.start("Settings", queries)) {
            return search.run(input.distances(), parallelism, progress::step);
        }
    }

    /** Returns the settings of the multi-scale vote: each K with each order of lists and each beta and update rule. */
    List<Setting> multiscale(List<ParameterRequest> requests) {
        GalleryNeighbors neighbors = Neighbors.of(input, SelfMatch.INDEX, parallelism);
        List<Setting> settings = new ArrayList<>();
        for (ParameterRequest request : requests) {
            ParameterRequest resolved = ParameterSelection.resolve(
                            request, neighbors, input.distances(), GuardMode.OFF, parallelism)
                    .parameters();
            settings.add(new Setting(resolved.kg(), resolved.lists(), resolved.method()));
        }
        return settings;
    }

    private void requireMemory(int settings, int iterations, int queries) {
        long values = 2L * settings * (iterations + 1) * queries * Double.BYTES;
        long scratch = (long) settings * parallelism.threads() * Icfrr.scratchBytes(input.gallerySize());
        long limit = Runtime.getRuntime().maxMemory();
        if (values + scratch > limit) {
            throw new IllegalArgumentException("this grid needs about " + Bytes.text(values + scratch)
                    + " of Java heap, but the JVM may use " + Bytes.text(limit)
                    + ". Test fewer values, lower --threads or --queries, or set " + HeapOption.of(values + scratch));
        }
    }
}
