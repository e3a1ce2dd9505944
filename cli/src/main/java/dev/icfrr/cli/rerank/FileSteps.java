package dev.icfrr.cli.rerank;

import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Steps of a run that each write or complete a file of their own. */
final class FileSteps {
    private FileSteps() {}

    /** Writes or completes one file. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /**
     * Runs all steps on several threads.
     *
     * @throws IOException the first failure of a step; no thread starts another step then
     */
    static void run(List<? extends Step> steps, int threads) throws IOException {
        try {
            new Parallelism(threads).forEachBlock(steps.size(), 1, () -> (step, _) -> {
                try {
                    steps.get(step).run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }
}
