package dev.icfrr.cli.options;

import dev.icfrr.embeddings.EmbeddingSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of files of features that users name instead of those in the folder of a data set. */
public final class GivenFeatureOptions {
    @Option(
            names = {"--query-features"},
            paramLabel = "FILE[:COLUMN]",
            description =
                    "Features of the queries: a .npy, .pth, .safetensors, Parquet, HDF5, .fbin or FAISS file, or a "
                            + "folder of .npy shards. The data set's folder is then not read.")
    private @Nullable String queries;

    @Option(
            names = {"--gallery-features"},
            paramLabel = "FILE[:COLUMN]",
            description = "Features of the gallery, likewise. It may be the same file with another column.")
    private @Nullable String gallery;

    /** Returns the file of the queries. */
    public Optional<EmbeddingSource> queries() {
        return Optional.ofNullable(queries).map(EmbeddingSource::parse);
    }

    /** Returns the file of the gallery. */
    public Optional<EmbeddingSource> gallery() {
        return Optional.ofNullable(gallery).map(EmbeddingSource::parse);
    }
}
