package dev.icfrr.vision.index;

import java.util.Optional;

/**
 * The items of two sources: some of the first, in their order, then all of the second.
 *
 * @param kept indices of the first source's items, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // lives only while a generation is written
record ConcatenatedItems(ItemSource base, int[] kept, ItemSource more) implements ItemSource {

    @Override
    public int size() {
        return Math.addExact(kept.length, more.size());
    }

    @Override
    public int dimension() {
        return base.dimension();
    }

    @Override
    public void copyFeature(int item, float[] into) {
        if (item < kept.length) {
            base.copyFeature(kept[item], into);
        } else {
            more.copyFeature(item - kept.length, into);
        }
    }

    @Override
    public String id(int item) {
        return item < kept.length ? base.id(kept[item]) : more.id(item - kept.length);
    }

    @Override
    public long label(int item) {
        return item < kept.length ? base.label(kept[item]) : more.label(item - kept.length);
    }

    @Override
    public Optional<byte[]> thumbnail(int item) {
        return item < kept.length ? base.thumbnail(kept[item]) : more.thumbnail(item - kept.length);
    }

    @Override
    public Optional<byte[]> contentHash(int item) {
        return item < kept.length ? base.contentHash(kept[item]) : more.contentHash(item - kept.length);
    }
}
