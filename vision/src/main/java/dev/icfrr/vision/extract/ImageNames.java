package dev.icfrr.vision.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The image file of each row of a cache's features. Images that were left out are not in it.
 *
 * @param query files in the order of the queries' rows
 * @param gallery files in the order of the gallery's rows
 */
public record ImageNames(List<Path> query, List<Path> gallery) {

    /** Copies the lists. */
    public ImageNames {
        query = List.copyOf(query);
        gallery = List.copyOf(gallery);
    }

    /**
     * Reads the {@link NamesFile} of a cache folder, if an extraction left one there.
     *
     * @param dataRoot the folder that names are relative to
     * @throws IOException if the file is not as an extraction writes it
     */
    public static Optional<ImageNames> read(Path folder, Path dataRoot) throws IOException {
        Optional<NamesFile> file = NamesFile.read(folder);
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(new ImageNames(
                        file.get().paths(Domain.QUERY, dataRoot), file.get().paths(Domain.GALLERY, dataRoot)));
    }
}
