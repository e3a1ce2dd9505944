package dev.icfrr.vision.index;

import java.util.Optional;

/** The items of a source with centered features. */
record CenteredItems(ItemSource items, Centers centers) implements ItemSource {

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public int dimension() {
        return items.dimension();
    }

    @Override
    public void copyFeature(int item, float[] into) {
        float[] feature = new float[dimension()];
        items.copyFeature(item, feature);
        System.arraycopy(centers.galleryItem(feature), 0, into, 0, feature.length);
    }

    @Override
    public String id(int item) {
        return items.id(item);
    }

    @Override
    public long label(int item) {
        return items.label(item);
    }

    @Override
    public Optional<byte[]> thumbnail(int item) {
        return items.thumbnail(item);
    }

    @Override
    public Optional<byte[]> contentHash(int item) {
        return items.contentHash(item);
    }
}
