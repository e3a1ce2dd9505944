package dev.icfrr.cli.rerank;

import dev.icfrr.Parallelism;
import dev.icfrr.UpdateRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything a run was asked for.
 *
 * @param dataset name of the data set, a folder below the cache, data and results roots
 * @param perClass the first so many pictures of each class, -1 for all
 * @param cacheRoot where distances or features lie
 * @param dataRoot where pictures lie; only looked at for sheets
 * @param resultsRoot where results go
 * @param source what to read from the cache
 * @param graph file of the gallery's neighbor lists, or empty to find them
 * @param parameters of the method
 * @param ranks which iterations' rankings become files
 * @param ranksTop how many items each ranking in a file has, 0 for all
 * @param sheetQueries queries to draw
 * @param sheetPictures gallery pictures to draw per query
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
        Ranks ranks,
        int ranksTop,
        List<Integer> sheetQueries,
        int sheetPictures,
        Parallelism parallelism) {

    public RerankOptions {
        sheetQueries = List.copyOf(sheetQueries);
        if (ranksTop < 0) {
            throw new IllegalArgumentException("--ranks-top must be at least 0 (0 for all), not " + ranksTop);
        }
        if (sheetPictures < 1) {
            throw new IllegalArgumentException("--num-gallery-ims-to-vis must be at least 1, not " + sheetPictures);
        }
    }

    /** What to read: {@code AUTO} takes distances where they lie, else features. */
    public enum Source {
        AUTO,
        DISTANCES,
        FEATURES
    }

    /** Which iterations' rankings become files. */
    public enum Ranks {
        ALL,
        LAST,
        NONE
    }

    /** Parameters of the method, checked as it checks them. */
    public record Parameters(int kg, int kq, double beta, int iterations, UpdateRule update, boolean stopWhenStable) {
        public Parameters {
            requireAtLeast("--KG", kg, 1);
            requireAtLeast("--KQ", kq, 1);
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
