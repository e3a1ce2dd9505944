package dev.icfrr.spark.table;

import dev.icfrr.io.DiskSync;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** A folder that is written under a temporary name and renamed when complete. */
public final class OutputFolder implements AutoCloseable {
    private final FileSystem files;
    private final Path target;
    private final Path partial;

    /** @throws IllegalArgumentException if the path exists and {@code overwrite} is false */
    public OutputFolder(SparkSession session, String path, boolean overwrite) throws IOException {
        Configuration configuration = session.sparkContext().hadoopConfiguration();
        Path named = new Path(path);
        files = named.getFileSystem(configuration);
        target = files.makeQualified(named);
        if (files.exists(target) && !overwrite) {
            throw new IllegalArgumentException(path + ": exists; name another folder, or --overwrite");
        }
        partial = new Path(target.getParent(), "." + target.getName() + ".partial-" + UUID.randomUUID());
    }

    /** Returns the temporary path to write to. */
    public String path() {
        return partial.toString();
    }

    public String path(String name) {
        return new Path(partial, name).toString();
    }

    public void writeText(String name, String text) throws IOException {
        try (OutputStream out = files.create(new Path(partial, name), true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Renames the folder, replacing what was there. Flushes it to disk first if it lies on a disk of this machine;
     * other file systems have rules of their own.
     */
    public void commit() throws IOException {
        boolean local = "file".equals(target.toUri().getScheme());
        if (local) {
            DiskSync.tree(java.nio.file.Path.of(partial.toUri()));
        }
        Path old = new Path(target.getParent(), partial.getName().replace(".partial-", ".old-"));
        boolean replaces = files.exists(target);
        if (replaces) {
            rename(target, old);
        }
        rename(partial, target);
        if (local) {
            DiskSync.folder(java.nio.file.Path.of(target.getParent().toUri()));
        }
        if (replaces) {
            files.delete(old, true);
        }
    }

    private void rename(Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException(from + ": could not be renamed to " + to);
        }
    }

    /** Deletes the temporary folder if it was not committed. */
    @Override
    public void close() throws IOException {
        files.delete(partial, true);
    }
}
