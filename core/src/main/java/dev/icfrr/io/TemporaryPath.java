package dev.icfrr.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** An unused temporary name in a folder. Deletes what has that name when closed or when the program is stopped. */
final class TemporaryPath implements AutoCloseable {

    private final Path path;
    private final Thread cleanup = Thread.ofPlatform().unstarted(this::deleteQuietly);

    TemporaryPath(Path folder) {
        // A name only has to be new: callers create it and fail if it exists. The first secure random number takes 5
        // ms.
        ThreadLocalRandom random = ThreadLocalRandom.current();
        this.path = folder.resolve(".icfrr-" + new UUID(random.nextLong(), random.nextLong()) + ".tmp");
    }

    Path path() {
        return path;
    }

    /** Deletes the path on shutdown too. Callers create the path first, so that a failure leaves no hook behind. */
    void deleteOnShutdown() {
        Runtime.getRuntime().addShutdownHook(cleanup);
    }

    @Override
    public void close() throws IOException {
        try {
            FileTrees.delete(path);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(cleanup);
            } catch (IllegalStateException e) {
                // The program is stopping already, and the hook finds nothing left to delete.
            }
        }
    }

    private void deleteQuietly() {
        try {
            FileTrees.delete(path);
        } catch (IOException e) {
            System.getLogger(TemporaryPath.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove " + path + ": " + e.getMessage());
        }
    }
}
