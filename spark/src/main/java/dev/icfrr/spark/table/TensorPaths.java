package dev.icfrr.spark.table;

import java.net.URI;
import java.nio.file.Path;

/** Paths of tensor files, which every machine maps from a shared disk. */
final class TensorPaths {
    private TensorPaths() {}

    /** Returns whether the path names a tensor file by its extension. */
    static boolean isTensor(String path) {
        return path.matches("(?i).*\\.(npy|pth|pt|fvecs)");
    }

    /** Returns the path on this machine. */
    static Path local(String path) {
        if (path.startsWith("file:")) {
            return Path.of(URI.create(path));
        }
        if (path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            throw new IllegalArgumentException(
                    path + ": tensor files are mapped and must lie on a disk that all machines see under the same path;"
                            + " for other storage write the features as Parquet");
        }
        return Path.of(path).toAbsolutePath();
    }
}
