package dev.icfrr.cli.input;

import dev.icfrr.embeddings.EmbeddingSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files that users name instead of those in the folder of a data set.
 *
 * @param queryFeatures features of the queries
 * @param galleryFeatures features of the gallery; given if and only if those of the queries are
 * @param labels a file with the lists {@code query} and {@code gallery}
 * @param queryLabels a file with one label for each query
 * @param galleryLabels a file with one label for each gallery item; given if and only if those of the queries are
 */
public record GivenFiles(
        Optional<EmbeddingSource> queryFeatures,
        Optional<EmbeddingSource> galleryFeatures,
        Optional<Path> labels,
        Optional<EmbeddingSource> queryLabels,
        Optional<EmbeddingSource> galleryLabels) {

    /** No files: everything is in the folder. */
    public static final GivenFiles NONE =
            new GivenFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Checks that both sides are given together, and labels once. */
    public GivenFiles {
        requireBoth(queryFeatures, galleryFeatures, "features");
        requireBoth(queryLabels, galleryLabels, "labels");
        if (labels.isPresent() && queryLabels.isPresent()) {
            throw new IllegalArgumentException("--labels names the labels of both sides, so --query-labels and"
                    + " --gallery-labels are too many. Leave out one or the other");
        }
    }

    private static void requireBoth(Optional<?> query, Optional<?> gallery, String what) {
        if (query.isPresent() != gallery.isPresent()) {
            throw new IllegalArgumentException("--query-" + what + " and --gallery-" + what + " belong together, but --"
                    + (query.isPresent() ? "gallery" : "query") + "-" + what + " is missing");
        }
    }

    /** Returns whether features are given, so that the folder is not read. */
    public boolean hasFeatures() {
        return queryFeatures.isPresent();
    }

    /** Returns whether labels are given. */
    public boolean hasLabels() {
        return labels.isPresent() || queryLabels.isPresent();
    }

    /** Returns the options on the command line, each with a space before it; empty without files. */
    public String options() {
        List<String> parts = new ArrayList<>();
        queryFeatures.ifPresent(source -> parts.add(" --query-features " + source));
        galleryFeatures.ifPresent(source -> parts.add(" --gallery-features " + source));
        labels.ifPresent(path -> parts.add(" --labels " + path));
        queryLabels.ifPresent(source -> parts.add(" --query-labels " + source));
        galleryLabels.ifPresent(source -> parts.add(" --gallery-labels " + source));
        return String.join("", parts);
    }
}
