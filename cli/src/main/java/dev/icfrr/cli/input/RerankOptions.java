package dev.icfrr.cli.input;

import dev.icfrr.advice.Advice;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.UpdateRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The options of a run.
 *
 * @param source what to read from the cache
 * @param graph file of the gallery's neighbor lists, or empty to find them
 * @param parameters of the method
 * @param guard what to do about queries that re-ranking is likely to harm
 */
public record RerankOptions(
        Folders folders,
        Source source,
        Optional<Path> graph,
        Parameters parameters,
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

    /** What to do if re-ranking is likely to harm a query: predict nothing, report it, or keep the initial ranking. */
    public enum GuardMode {
        OFF,
        TELL,
        LEAVE;

        /** Returns the name on the command line. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Parameters of the method, checked as it checks them.
     *
     * @param kg or {@link #AUTO}
     * @param kq or {@link #AUTO}
     */
    public record Parameters(int kg, int kq, double beta, int iterations, UpdateRule update, boolean stopWhenStable) {
        /** Chosen without labels, see {@link Advice}. */
        public static final int AUTO = 0;

        public Parameters {
            requireAtLeast("--KG", kg, AUTO);
            requireAtLeast("--KQ", kq, AUTO);
            requireAtLeast("--n-times", iterations, 0);
            if (!Double.isFinite(beta)) {
                throw new IllegalArgumentException("--beta must be finite, not " + beta);
            }
        }

        private static void requireAtLeast(String option, int value, int least) {
            if (value < least) {
                throw new IllegalArgumentException(option + " must be at least " + least + ", not " + value);
            }
        }

        /** Returns whether KG or KQ is to be chosen. */
        public boolean isAutomatic() {
            return kg == AUTO || kq == AUTO;
        }

        /** Returns these parameters with KG and KQ as chosen. */
        public Parameters with(Advice advice) {
            return new Parameters(
                    kg == AUTO ? advice.kg() : kg,
                    kq == AUTO ? advice.kq() : kq,
                    beta,
                    iterations,
                    update,
                    stopWhenStable);
        }

        /** Returns the required length of neighbor lists: KG, or the length that choosing needs. */
        public int listLength(int gallerySize) {
            return isAutomatic() ? Math.max(kg, Advice.listLength(gallerySize)) : kg;
        }
    }

    /** Returns these options with other parameters. */
    public RerankOptions with(Parameters chosen) {
        return new RerankOptions(folders, source, graph, chosen, guard, ranks, sheets, parallelism);
    }

    /** Returns whether the rankings of an iteration are written. */
    public boolean writesRanks(int iteration) {
        return switch (ranks.which()) {
            case ALL -> true;
            case LAST -> iteration == parameters.iterations();
            case NONE -> false;
        };
    }
}
