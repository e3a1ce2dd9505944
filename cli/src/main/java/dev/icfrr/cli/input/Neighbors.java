package dev.icfrr.cli.input;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.StagedProgress;
import dev.icfrr.knn.FoundNeighbors;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

/** Finds the gallery's neighbor lists for a run from what it reads, with a progress bar on interactive terminals. */
public final class Neighbors implements GalleryNeighbors.Search {
    private final Matrix gallery;
    private final boolean features;
    private final SelfMatch selfMatch;
    private final Parallelism parallelism;

    /**
     * Prepares a search.
     *
     * @param gallery G x G distances, or G x D features
     * @param features whether they are features
     */
    public Neighbors(Matrix gallery, boolean features, SelfMatch selfMatch, Parallelism parallelism) {
        this.gallery = gallery;
        this.features = features;
        this.selfMatch = selfMatch;
        this.parallelism = parallelism;
    }

    /** Returns the lists of a run: saved ones, or lists that are found when they are needed. */
    public static GalleryNeighbors of(RerankInput input, SelfMatch selfMatch, Parallelism parallelism) {
        if (!input.hasGallery()) {
            return GalleryNeighbors.saved(input.graph().orElseThrow(), new WithoutGallery());
        }
        Neighbors search = new Neighbors(input.gallery(), input.isFromFeatures(), selfMatch, parallelism);
        return input.graph()
                .map(graph -> GalleryNeighbors.saved(graph, search))
                .orElseGet(() -> GalleryNeighbors.of(search));
    }

    @Override
    public KnnGraph plain(int length) {
        KnnGraphBuilder builder = new KnnGraphBuilder(length, selfMatch, parallelism, null);
        if (features) {
            try (StagedProgress progress = new StagedProgress()) {
                return builder.withProgress(progress).exact(gallery);
            }
        }
        try (Progress progress = Progress.start("Neighbors", gallery.rows())) {
            return builder.fromDistances(new ProgressMatrix(gallery, progress::step));
        }
    }

    @Override
    public KnnGraph scaled(KnnGraph plain, int kg) {
        try (StagedProgress progress = new StagedProgress()) {
            return features
                    ? LocalScaling.ofFeatures(plain, gallery, kg, parallelism, progress)
                    : LocalScaling.ofDistances(plain, gallery, kg, parallelism, progress);
        }
    }

    @Override
    public FoundNeighbors find(int length) {
        if (!features) {
            return GalleryNeighbors.Search.super.find(length);
        }
        StagedProgress progress = new StagedProgress();
        try (progress) {
            KnnGraphBuilder builder = new KnnGraphBuilder(length, selfMatch, parallelism, progress);
            return new WithProgress(builder.find(gallery), progress);
        }
    }

    /** Closes the progress bar after each step; the next step opens another. */
    private record WithProgress(FoundNeighbors found, StagedProgress progress) implements FoundNeighbors {
        @Override
        public int size() {
            return found.size();
        }

        @Override
        public int length() {
            return found.length();
        }

        @Override
        public KnnGraph plain(int kg) {
            try (progress) {
                return found.plain(kg);
            }
        }

        @Override
        public KnnGraph bands(int kg) {
            try (progress) {
                return found.bands(kg);
            }
        }

        @Override
        public KnnGraph scaled(int kg) {
            try (progress) {
                return found.scaled(kg);
            }
        }
    }

    /** Saved lists that are complete. */
    private static final class WithoutGallery implements GalleryNeighbors.Search {
        @Override
        public KnnGraph plain(int length) {
            throw new IllegalStateException("the lists are saved");
        }

        @Override
        public KnnGraph scaled(KnnGraph plain, int kg) {
            throw new IllegalStateException("the gallery's distances were not read");
        }
    }
}
