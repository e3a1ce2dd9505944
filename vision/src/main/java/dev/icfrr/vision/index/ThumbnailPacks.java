package dev.icfrr.vision.index;

import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The thumbnails of the items, in packs that the states of an index share ({@code docs/formats/gallery-index.md}). */
final class ThumbnailPacks {
    /** The file with the place of each item's image. */
    static final String PLACES = "thumbnails.npy";
    /** The only pack of version 1, with a piece per item. */
    static final String ONLY = "thumbnails.blob";

    private static final String PACK = "thumbnails-\\d{6,18}\\.blob";
    private static final int NOWHERE = -1;

    private final List<Pack> packs;
    private final @Nullable Tensor places;

    /** One file of images. */
    record Pack(String name, BlobFile pieces) {}

    private ThumbnailPacks(List<Pack> packs, @Nullable Tensor places) {
        this.packs = packs;
        this.places = places;
    }

    /** Returns the name of a pack that a generation writes. */
    static String name(long generation) {
        return String.format(Locale.ROOT, "thumbnails-%06d.blob", generation);
    }

    /**
     * Maps the packs of a generation.
     *
     * @param names of its files
     * @return empty if it has no images
     * @throws IOException if they do not match the number of items
     */
    static Optional<ThumbnailPacks> open(Path files, Set<String> names, int size) throws IOException {
        if (names.contains(ONLY)) {
            BlobFile pieces = BlobFile.open(files.resolve(ONLY));
            requireFits(pieces.count() == size, files.resolve(ONLY));
            return Optional.of(new ThumbnailPacks(List.of(new Pack(ONLY, pieces)), null));
        }
        if (!names.contains(PLACES)) {
            return Optional.empty();
        }
        Tensor places = TensorFiles.map(files.resolve(PLACES));
        requireFits(places.rank() == 2 && places.count() == 2L * size, files.resolve(PLACES));
        List<Pack> packs = new ArrayList<>();
        for (String name : inOrder(names)) {
            packs.add(new Pack(name, BlobFile.open(files.resolve(name))));
        }
        return Optional.of(new ThumbnailPacks(packs, places));
    }

    /** Sorts packs by their numbers, which is the order in which they were written. */
    static List<String> inOrder(Set<String> names) {
        return names.stream()
                .filter(name -> name.matches(PACK))
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static void requireFits(boolean fits, Path file) throws IOException {
        if (!fits) {
            throw new IOException(file + ": does not fit " + Generations.MANIFEST);
        }
    }

    List<Pack> packs() {
        return packs;
    }

    /** Returns the pack of an item's image, or -1 if it has none. */
    int pack(int item) {
        if (places == null) {
            return packs.getFirst().pieces.slice(item).byteSize() == 0 ? NOWHERE : 0;
        }
        return (int) places.getLong(item, 0);
    }

    /** Returns the index of an item's image in its pack. */
    int piece(int item) {
        return places == null ? item : (int) places.getLong(item, 1);
    }

    /**
     * One item's image.
     *
     * @throws IllegalStateException if its place does not exist
     */
    Optional<byte[]> get(int item) {
        int pack = pack(item);
        if (pack == NOWHERE) {
            return Optional.empty();
        }
        int piece = piece(item);
        if (pack < 0
                || pack >= packs.size()
                || piece < 0
                || piece >= packs.get(pack).pieces.count()) {
            throw new IllegalStateException(PLACES + ": damaged: the image of item " + item + " is piece " + piece
                    + " of pack " + pack + ", which is not there");
        }
        return Optional.of(packs.get(pack).pieces.get(piece));
    }
}
