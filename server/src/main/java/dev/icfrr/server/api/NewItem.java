package dev.icfrr.server.api;

import dev.icfrr.io.FileHashes;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Problem;
import dev.icfrr.text.PrintableText;
import dev.icfrr.vision.index.IndexEditor;
import dev.icfrr.vision.index.IndexItem;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * An item that a request adds to the gallery.
 *
 * @param id empty to have one assigned
 * @param source its image or vector
 * @param label its class, if known
 */
record NewItem(Optional<String> id, Query source, Optional<String> label) {
    private static final Set<String> NAMES = Set.of("id", "image", "vector", "label");

    /** Reads an item from JSON fields. */
    static NewItem of(Fields fields) {
        fields.requireOnly(NAMES);
        Query source = Query.of(fields, "image", "vector");
        return new NewItem(fields.name("id"), source, fields.name("label"));
    }

    /** @throws Problem 422 if an index would refuse the id or the label */
    void requireValidNames() {
        label.ifPresent(GalleryIds::requireLabel);
        id.ifPresent(GalleryIds::require);
    }

    /** Returns the item with its feature. Its class is still unknown: only an editor can number a new class. */
    IndexItem extract(LiveGallery live, Snapshot gallery) {
        return switch (source) {
            case Query.Image image -> {
                FeatureExtractor.Extracted extracted = live.extract(image.file());
                byte[] hash = FileHashes.newDigest().digest(image.file());
                yield item(extracted.feature(), Optional.of(extracted.thumbnail()), Optional.of(hash));
            }
            case Query.Vector vector -> {
                Search.requireFits(gallery, vector.feature());
                yield item(vector.feature(), Optional.empty(), Optional.empty());
            }
            case Query.Item _ -> throw new IllegalStateException("a new item has an image or a vector");
        };
    }

    private IndexItem item(float[] feature, Optional<byte[]> thumbnail, Optional<byte[]> hash) {
        return new IndexItem(id.orElse(""), feature, IndexItem.UNKNOWN, thumbnail, hash);
    }

    /**
     * Adds the item to an index.
     *
     * @param extracted what {@link #extract} returned
     * @return the item's id
     * @throws Problem 409 if the gallery has the image or the id already
     */
    String addTo(IndexEditor editor, ClassNumbers classes, IndexItem extracted) throws IOException {
        Optional<String> same = extracted.contentHash().flatMap(editor::withContent);
        if (same.isPresent()) {
            throw Problem.conflict(
                    "the gallery already has the same image file, as " + PrintableText.quote(same.get()));
        }
        String added = id.orElseGet(editor::nextId);
        try {
            long number = label.map(classes::of).orElse(IndexItem.UNKNOWN);
            editor.add(
                    new IndexItem(added, extracted.feature(), number, extracted.thumbnail(), extracted.contentHash()));
        } catch (IllegalArgumentException e) {
            throw Problem.conflict("the gallery has changed meanwhile and now has an item with this id");
        }
        return added;
    }
}
