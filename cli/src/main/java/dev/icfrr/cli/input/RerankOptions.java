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
 * @param dataset name of the data set, a folder below the cache, data and results roots
 * @param perClass number of images per class, -1 for all
 * @param cacheRoot folder of distances or features
 * @param dataRoot folder of images; used only for contact sheets
 * @param resultsRoot folder of results
 * @param source what to read from the cache
 * @param graph file of the gallery's neighbor lists, or empty to find them
 * @param parameters of the method
 * @param guard what to do about queries that re-ranking is likely to harm
 * @param ranks iterations whose rankings are written
 * @param rankFormat format of those files
 * @param ranksTop number of items in each written ranking, 0 for all
 * @param sheetQueries queries to draw
 * @param sheetImages gallery images to draw per query
 */
public record RerankOptions(
        String dataset,
        int perClass,
        Path cacheRoot,
        Path dataRoot,
        Path resultsRoot,
        Source source,
        Optional<Path> graph,
        Parameters parameters,
        GuardMode guard,
        Ranks ranks,
        RankFormat rankFormat,
        int ranksTop,
        List<Integer> sheetQueries,
        int sheetImages,
        Parallelism parallelism) {

    public RerankOptions {
        sheetQueries = List.copyOf(sheetQueries);
        if (ranksTop < 0) {
            throw new IllegalArgumentException("--ranks-top must be at least 0 (0 for all), not " + ranksTop);
        }
        if (sheetImages < 1) {
            throw new IllegalArgumentException("--num-gallery-ims-to-vis must be at least 1, not " + sheetImages);
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

        /** Whether KG or KQ is to be chosen. */
        public boolean isAutomatic() {
            return kg == AUTO || kq == AUTO;
        }

        /** The same with what was to be chosen. */
        public Parameters with(Advice advice) {
            return new Parameters(
                    kg == AUTO ? advice.kg() : kg,
                    kq == AUTO ? advice.kq() : kq,
                    beta,
                    iterations,
                    update,
                    stopWhenStable);
        }

        /** How long neighbor lists must be: KG, or what choosing takes. */
        public int listLength(int gallerySize) {
            return isAutomatic() ? Math.max(kg, Advice.listLength(gallerySize)) : kg;
        }
    }

    /** The same with other parameters. */
    public RerankOptions with(Parameters chosen) {
        return new RerankOptions(
                dataset,
                perClass,
                cacheRoot,
                dataRoot,
                resultsRoot,
                source,
                graph,
                chosen,
                guard,
                ranks,
                rankFormat,
                ranksTop,
                sheetQueries,
                sheetImages,
                parallelism);
    }

    /** {@code <cache_root>/<dataset>/<per_class>}. */
    public Path cacheFolder() {
        return cacheRoot.resolve(dataset).resolve(Integer.toString(perClass));
    }

    /** {@code <results_root>/<dataset>/<per_class>}. */
    public Path resultsFolder() {
        return resultsRoot.resolve(dataset).resolve(Integer.toString(perClass));
    }

    /** Whether an iteration's rankings become a file. */
    public boolean writesRanks(int iteration) {
        return switch (ranks) {
            case ALL -> true;
            case LAST -> iteration == parameters.iterations();
            case NONE -> false;
        };
    }
}
