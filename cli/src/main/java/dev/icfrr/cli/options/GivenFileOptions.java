package dev.icfrr.cli.options;

import dev.icfrr.cli.input.GivenFiles;
import dev.icfrr.embeddings.EmbeddingSource;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of files that users name instead of those in the folder of a data set. */
public final class GivenFileOptions {
    @Mixin
    private final GivenFeatureOptions features = new GivenFeatureOptions();

    @Option(
            names = {"--labels"},
            paramLabel = "FILE",
            description = "Labels of both sides: a file with the lists query and gallery, as labels.pth.")
    private @Nullable Path labels;

    @Option(
            names = {"--query-labels"},
            paramLabel = "FILE[:COLUMN]",
            description =
                    "Labels of the queries: numbers or names in a tensor, a column of Parquet or HDF5, or the lines of "
                            + "a .txt file.")
    private @Nullable String queryLabels;

    @Option(
            names = {"--gallery-labels"},
            paramLabel = "FILE[:COLUMN]",
            description = "Labels of the gallery, likewise.")
    private @Nullable String galleryLabels;

    /** Returns the files. */
    public GivenFiles files() {
        return new GivenFiles(
                features.queries(),
                features.gallery(),
                Optional.ofNullable(labels),
                source(queryLabels),
                source(galleryLabels));
    }

    private static Optional<EmbeddingSource> source(@Nullable String text) {
        return Optional.ofNullable(text).map(EmbeddingSource::parse);
    }
}
