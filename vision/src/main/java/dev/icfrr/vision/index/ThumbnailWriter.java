package dev.icfrr.vision.index;

import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the thumbnails of a generation. Existing thumbnails stay in their packs, which the new generation links to.
 * Added thumbnails go into a new pack, together with the last packs as long as those are not larger. So there are few
 * packs, and an image is rarely copied. When half of the bytes belong to removed items, all remaining thumbnails go
 * into one pack.
 */
final class ThumbnailWriter {
    private final Path folder;
    private final long generation;
    private final ItemSource items;
    /** The pack per item: numbered by the old packs first, then by those of this generation; -1 for no image. */
    private final int[] packs;

    private final int[] pieces;

    /** A file of the generation, either linked to the previous generation's or newly written. */
    record Part(String name, boolean linked, String before) {}

    ThumbnailWriter(Path folder, long generation, ItemSource items) {
        this.folder = folder;
        this.generation = generation;
        this.items = items;
        packs = new int[items.size()];
        pieces = new int[items.size()];
        Arrays.fill(packs, -1);
        Arrays.fill(pieces, -1);
    }

    /** Writes the images of all items into one pack. */
    List<Part> writeAll() throws IOException {
        int[] all = new int[items.size()];
        Arrays.setAll(all, i -> i);
        return writePack(all, 0) ? List.of(written(), places()) : List.of();
    }

    /**
     * Writes the images of items whose first items were kept.
     *
     * @param before the previous generation, with its folder
     * @param kept old indices of the first items
     */
    List<Part> writeChanged(ThumbnailPacks before, Path beforeFolder, int[] kept) throws IOException {
        long[] live = new long[before.packs().size()];
        for (int item = 0; item < kept.length; item++) {
            packs[item] = before.pack(kept[item]);
            pieces[item] = packs[item] < 0 ? -1 : before.piece(kept[item]);
            if (packs[item] >= 0) {
                live[packs[item]] += before.packs()
                        .get(packs[item])
                        .pieces()
                        .slice(pieces[item])
                        .byteSize();
            }
        }
        int linked = packsToKeep(before, live, kept.length);
        int[] renumbered = new int[linked];
        List<Part> parts = new ArrayList<>();
        for (int pack = 0; pack < linked; pack++) {
            renumbered[pack] = parts.size();
            if (live[pack] > 0) {
                parts.add(link(before.packs().get(pack).name(), beforeFolder));
            }
        }
        int[] moving = IntStream.range(0, items.size())
                .filter(item -> item >= kept.length || packs[item] >= linked)
                .toArray();
        for (int item = 0; item < kept.length; item++) {
            packs[item] = packs[item] < 0 || packs[item] >= linked ? -1 : renumbered[packs[item]];
        }
        if (writePack(moving, parts.size())) {
            parts.add(written());
        }
        if (!parts.isEmpty()) {
            parts.add(places());
        }
        return parts;
    }

    /** Returns how many of the first packs stay unchanged. */
    private int packsToKeep(ThumbnailPacks before, long[] live, int kept) throws IOException {
        long all = 0;
        for (ThumbnailPacks.Pack pack : before.packs()) {
            all += pack.pieces().bytes();
        }
        if (2 * Arrays.stream(live).sum() < all) {
            return 0;
        }
        long writing = 0;
        for (int item = kept; item < items.size(); item++) {
            writing += items.thumbnail(item).map(bytes -> bytes.length).orElse(0);
        }
        int keep = live.length;
        while (keep > 0 && writing > 0 && live[keep - 1] <= writing) {
            writing += live[--keep];
        }
        return keep;
    }

    /** Writes a pack unless there is nothing to write. */
    private boolean writePack(int[] of, int number) throws IOException {
        Path file = folder.resolve(ThumbnailPacks.name(generation));
        int count = 0;
        try (BlobWriter writer = new BlobWriter(file)) {
            for (int item : of) {
                byte[] thumbnail = items.thumbnail(item).orElse(new byte[0]);
                if (thumbnail.length > 0) {
                    writer.add(thumbnail);
                    packs[item] = number;
                    pieces[item] = count++;
                }
            }
            writer.finish();
        }
        if (count == 0) {
            Files.delete(file);
        }
        return count > 0;
    }

    private Part written() {
        return new Part(ThumbnailPacks.name(generation), false, "");
    }

    private Part places() throws IOException {
        int[] places = new int[2 * items.size()];
        for (int item = 0; item < items.size(); item++) {
            places[2 * item] = packs[item];
            places[2 * item + 1] = pieces[item];
        }
        NpyWriter.write(folder.resolve(ThumbnailPacks.PLACES), Tensor.of(places, items.size(), 2));
        return new Part(ThumbnailPacks.PLACES, false, "");
    }

    private Part link(String name, Path beforeFolder) throws IOException {
        String now = switch (name) {
            case ThumbnailPacks.ONLY -> ThumbnailPacks.name(0);
            case ThumbnailPacks.ADDED -> ThumbnailPacks.name(generation - 1);
            default -> name;
        };
        return new Part(now, Generations.link(beforeFolder.resolve(name), folder.resolve(now)), name);
    }
}
