package dev.icfrr.cli.input;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.StagedProgress;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.UpdateRule;

/** The gallery's neighbor lists for a run: those it was given, or found from what it reads. */
public final class Neighbors {
    private Neighbors() {}

    /** Lists of {@code kg} neighbors; a bar tells of it where a person watches. */
    public static KnnGraph of(RerankInput input, int kg, UpdateRule update, Parallelism parallelism) {
        if (input.graph().isPresent()) {
            return input.graph().get();
        }
        KnnGraphBuilder builder = new KnnGraphBuilder(kg, update.selfMatch(), parallelism, null);
        if (input.isFromFeatures()) {
            try (StagedProgress progress = new StagedProgress()) {
                return builder.withProgress(progress).exact(input.gallery());
            }
        }
        try (Progress progress = Progress.start("Neighbors", input.gallerySize())) {
            return builder.fromDistances(new ProgressMatrix(input.gallery(), progress));
        }
    }
}
