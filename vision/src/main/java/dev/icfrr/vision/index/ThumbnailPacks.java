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
    /** The pack of the items added since the last full write, with a piece per item. */
    static final String ADDED = AddedPart.PREFIX + "thumbnails.blob";

    private static final String PACK = "thumbnails-\\d{6,18}\\.blob";
    private static final int NOWHERE = -1;

    private final List<Pack> packs;
    private final @Nullable Tensor places;
    /** Items before those added since the last full write. */
    private final int written;

    /** One file of images. */
    record Pack(String name, BlobFile pieces) {}

    private ThumbnailPacks(List<Pack> packs, @Nullable Tensor places, int written) {
        this.packs = packs;
        this.places = places;
        this.written = written;
    }

    /** Returns the name of a pack that a generation writes. */
    static String name(long generation) {
        return String.format(Locale.ROOT, "thumbnails-%06d.blob", generation);
    }

    /**
     * Maps the packs of a generation.
     *
     * @param names of its files
     * @param written number of items that the last full write wrote
     * @param added number of items added since
     * @return empty if it has no images
     * @throws IOException if they do not match the number of items
     */
    static Optional<ThumbnailPacks> open(Path files, Set<String> names, int written, int added) throws IOException {
        List<Pack> packs = new ArrayList<>();
        Tensor places = null;
        if (names.contains(ONLY)) {
            packs.add(pack(files, ONLY, written));
        } else if (names.contains(PLACES)) {
            places = TensorFiles.map(files.resolve(PLACES));
            requireFits(places.rank() == 2 && places.count() == 2L * written, files.resolve(PLACES));
            for (String name : inOrder(names)) {
                packs.add(new Pack(name, BlobFile.open(files.resolve(name))));
            }
        }
        if (names.contains(ADDED)) {
            packs.add(pack(files, ADDED, added));
        }
        return packs.isEmpty() ? Optional.empty() : Optional.of(new ThumbnailPacks(packs, places, written));
    }

    /** Maps a pack that holds a piece per item. */
    private static Pack pack(Path files, String name, int size) throws IOException {
        BlobFile pieces = BlobFile.open(files.resolve(name));
        requireFits(pieces.count() == size, files.resolve(name));
        return new Pack(name, pieces);
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
        if (item < written && places != null) {
            return (int) places.getLong(item, 0);
        }
        int pack = item < written ? 0 : packs.size() - 1;
        boolean holds = packs.get(pack).name.equals(item < written ? ONLY : ADDED);
        return holds && packs.get(pack).pieces.slice(piece(item)).byteSize() > 0 ? pack : NOWHERE;
    }

    /** Returns the index of an item's image in its pack. */
    int piece(int item) {
        if (item >= written) {
            return item - written;
        }
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
