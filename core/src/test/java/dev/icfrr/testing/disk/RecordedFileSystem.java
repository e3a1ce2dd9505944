package dev.icfrr.testing.disk;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** The file system of a recorded disk. All changes lie below one folder. */
final class RecordedFileSystem extends FileSystem {
    private final Path folder;
    private final RecordingProvider provider;

    /** @param links whether a file may have several names */
    RecordedFileSystem(Path folder, DiskLog log, boolean links) {
        this.folder = folder.toAbsolutePath();
        this.provider = new RecordingProvider(this, log, links);
    }

    Path root() {
        return new RecordedPath(this, folder);
    }

    Path wrap(Path real) {
        return new RecordedPath(this, real);
    }

    /** Returns a path below the folder in the form of the log. */
    String name(Path path) {
        return folder.relativize(RecordedPath.real(path).toAbsolutePath())
                .toString()
                .replace('\\', '/');
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return folder.getFileSystem().getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(root());
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return folder.getFileSystem().getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        return new RecordedPath(this, folder.getFileSystem().getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher real = folder.getFileSystem().getPathMatcher(syntaxAndPattern);
        return path -> real.matches(RecordedPath.real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
