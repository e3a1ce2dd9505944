package dev.icfrr.rerank;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Candidates of a gallery, numbered by ascending gallery index. Equal distances are then ranked by index, as in a
 * ranking of the whole gallery.
 */
@SuppressWarnings("ArrayRecordComponent") // lives only during a call
record GalleryWindow(
        int gallerySize,
        int[] items,
        Lists neighbors,
        @Nullable Function<Scales, ChanceVotes> votesOfChance) implements NeighborLookup {

    /** The neighbor lists of a gallery. */
    interface Lists {
        /** Returns gallery indices, nearest first, or null if the list is not available. */
        int @Nullable [] of(int item);
    }

    GalleryWindow {
        requireDistinct(items, gallerySize);
    }

    /** Checks ascending candidates: each a gallery index, each once. */
    static void requireDistinct(int[] ascending, int gallerySize) {
        for (int i = 0; i < ascending.length; i++) {
            int item = ascending[i];
            if (item < 0 || item >= gallerySize) {
                throw new IllegalArgumentException(
                        "candidate " + item + " is no gallery index: the gallery has " + gallerySize + " items");
            }
            if (i > 0 && item == ascending[i - 1]) {
                throw new IllegalArgumentException("candidate " + item + " is listed twice");
            }
            if (i > 0 && item < ascending[i - 1]) {
                throw new IllegalArgumentException("candidate " + item + " follows candidate " + ascending[i - 1]
                        + ", but candidates must ascend");
            }
        }
    }

    @Override
    public Optional<ChanceVotes> chance(Scales scales) {
        return Optional.ofNullable(votesOfChance)
                .map(counts -> counts.apply(scales).select(items));
    }

    @Override
    public int[][] lists(int[] candidates) {
        return Arrays.stream(candidates).mapToObj(this::list).toArray(int[][]::new);
    }

    private int @Nullable [] list(int candidate) {
        int[] list = neighbors.of(items[candidate]);
        if (list == null) {
            return null;
        }
        int[] numbers = new int[list.length];
        for (int rank = 0; rank < list.length; rank++) {
            numbers[rank] = Math.max(OUTSIDE, Arrays.binarySearch(items, list[rank]));
        }
        return numbers;
    }
}
