package dev.icfrr.cli.input;

import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.parallel.Parallelism;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The options of a run.
 *
 * @param given files that users name instead of those in the cache
 * @param source what to read from the cache
 * @param features what is done to features
 * @param graph file of the gallery's neighbor lists, or empty to find them
 * @param parameters of the method
 * @param guard what to do about queries that re-ranking is likely to harm
 */
public record RerankOptions(
        Folders folders,
        GivenFiles given,
        Source source,
        FeaturePreparation features,
        Optional<Path> graph,
        ParameterRequest parameters,
        GuardMode guard,
        RankOutput ranks,
        Sheets sheets,
        Parallelism parallelism) {

    /**
     * A data set and its folders.
     *
     * @param dataset name of the data set, a folder below the cache, data and results roots
     * @param perClass number of images per class, -1 for all
     * @param cacheRoot folder of distances or features
     * @param dataRoot folder of images; used only for contact sheets
     * @param resultsRoot folder of results
     */
    public record Folders(String dataset, int perClass, Path cacheRoot, Path dataRoot, Path resultsRoot) {
        /** Returns {@code <cache_root>/<dataset>/<per_class>}. */
        public Path cache() {
            return cacheRoot.resolve(dataset).resolve(Integer.toString(perClass));
        }

        /** Returns {@code <results_root>/<dataset>/<per_class>}. */
        public Path results() {
            return resultsRoot.resolve(dataset).resolve(Integer.toString(perClass));
        }
    }

    /**
     * The rank files to write.
     *
     * @param which iterations whose rankings are written
     * @param format of the files
     * @param top number of items in each written ranking, 0 for all
     */
    public record RankOutput(Ranks which, RankFormat format, int top) {
        /** Checks the number of items. */
        public RankOutput {
            if (top < 0) {
                throw new IllegalArgumentException("--ranks-top must be at least 0 (0 for all), not " + top);
            }
        }
    }

    /**
     * The contact sheets to draw.
     *
     * @param queries to draw; empty for no sheets
     * @param images number of gallery images per query
     */
    public record Sheets(List<Integer> queries, int images) {
        /** Keeps a copy of the queries and checks the number of images. */
        public Sheets {
            queries = List.copyOf(queries);
            if (images < 1) {
                throw new IllegalArgumentException("--num-gallery-ims-to-vis must be at least 1, not " + images);
            }
        }
    }

    /** What to read; {@code AUTO} prefers distances. */
    public enum Source {
        AUTO,
        DISTANCES,
        FEATURES
    }

    /** Iterations whose rankings are written. */
    public enum Ranks {
        ALL,
        LAST,
        NONE
    }

    /** Returns these options with other parameters. */
    public RerankOptions with(ParameterRequest chosen) {
        return new RerankOptions(folders, given, source, features, graph, chosen, guard, ranks, sheets, parallelism);
    }

    /** Returns whether the rankings of an iteration are written. */
    public boolean writesRanks(int iteration) {
        return switch (ranks.which()) {
            case ALL -> true;
            case LAST -> iteration == parameters.method().iterations();
            case NONE -> false;
        };
    }
}
