package dev.icfrr.vision.index;

import dev.icfrr.io.FileHashes;
import dev.icfrr.vision.index.Generations.Pointer;
import dev.icfrr.vision.index.IndexManifest.FileEntry;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The files of one state of an index.
 *
 * @param folder of the index
 * @param files the folder of the state
 * @param manifest its description
 */
record IndexState(Path folder, Path files, IndexManifest manifest) {
    private static final int RETRIES = 10;
    private static final long MOST_MANIFEST_BYTES = 64L << 20;

    /** Opens the files of a state. */
    @FunctionalInterface
    interface Opener<T> {
        T open(IndexState state) throws IOException;
    }

    /**
     * Opens the newest complete state of an index. Changes may remove a state before it is opened; then the next one is
     * tried.
     *
     * @throws IOException if there is no index, or if it is damaged or of another version; the message names the file
     */
    static <T> T openNewest(Path folder, Opener<T> opener) throws IOException {
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "no such index");
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        for (int attempt = 1; ; attempt++) {
            Pointer pointer = Generations.current(folder)
                    .orElseThrow(() -> new IOException(folder + ": no index, or one whose building was interrupted: "
                            + "build it with 'icfrr index build'"));
            try {
                return open(of(folder, pointer), opener);
            } catch (NoSuchFileException e) {
                // Two changes may have happened between reading CURRENT and opening the generation it names.
                boolean replaced = !pointer.equals(Generations.current(folder).orElse(null));
                if (!replaced || attempt == RETRIES) {
                    throw e;
                }
            }
        }
    }

    private static <T> T open(IndexState state, Opener<T> opener) throws IOException {
        try {
            return opener.open(state);
        } catch (IllegalArgumentException e) {
            throw new IOException(state.files + ": damaged: " + e.getMessage(), e);
        }
    }

    /** Reads the description of a state, and checks the lengths of its files. */
    private static IndexState of(Path folder, Pointer pointer) throws IOException {
        Path files = Generations.folder(folder, pointer.generation());
        Path description = files.resolve(Generations.MANIFEST);
        if (Files.size(description) > MOST_MANIFEST_BYTES) {
            throw new IOException(description + ": too large");
        }
        if (!FileHashes.sha256(description).equals(pointer.sha256())) {
            throw new IOException(description + ": damaged: its checksum is not the one in " + Generations.CURRENT);
        }
        IndexManifest manifest = ManifestJson.read(
                description,
                Files.readAllBytes(description),
                () -> PreprocessingFiles.read(files.resolve(GenerationWriter.PREPROCESSING)));
        for (Map.Entry<String, FileEntry> file : manifest.files().entrySet()) {
            Path path = files.resolve(file.getKey());
            long bytes = Files.size(path);
            if (bytes != file.getValue().bytes()) {
                throw new IOException(
                        path + ": " + bytes + " bytes, not " + file.getValue().bytes() + ": truncated or damaged");
            }
        }
        return new IndexState(folder, files, manifest);
    }

    /** Returns whether this is still the newest state. Reads one small file. */
    boolean isCurrent() throws IOException {
        return Generations.current(folder)
                .map(pointer -> pointer.generation() == manifest.generation())
                .orElse(true);
    }
}
