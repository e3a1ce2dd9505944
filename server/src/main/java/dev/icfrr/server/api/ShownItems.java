package dev.icfrr.server.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** The labels and thumbnails of the items that a response names, each item once. */
final class ShownItems {
    private final Snapshot gallery;
    private final Map<String, Responses.Shown> items = new LinkedHashMap<>();

    ShownItems(Snapshot gallery) {
        this.gallery = gallery;
    }

    void add(int item) {
        String id = gallery.index().id(item);
        if (!items.containsKey(id)) {
            items.put(id, new Responses.Shown(gallery.className(item).orElse(null), Thumbnails.address(gallery, item)));
        }
    }

    Map<String, Responses.Shown> items() {
        return items;
    }
}
