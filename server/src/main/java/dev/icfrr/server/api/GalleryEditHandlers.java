package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.WorkQueue;
import dev.icfrr.vision.index.IndexItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Adds items to the gallery and removes items from it. */
final class GalleryEditHandlers {
    private final LiveGallery live;
    private final WorkQueue queue;
    private final Limits limits;

    GalleryEditHandlers(LiveGallery live, WorkQueue queue, Limits limits) {
        this.live = live;
        this.queue = queue;
        this.limits = limits;
    }

    Responses.Added add(ApiRequest request) throws IOException {
        List<NewItem> items = newItems(request.payload());
        Snapshot gallery = live.now();
        requireNewIds(gallery, items);
        List<IndexItem> extracted = new ArrayList<>();
        for (NewItem item : items) {
            extracted.add(queue.compute(() -> item.extract(live, gallery)));
        }
        var changed = live.change(editor -> {
            List<String> ids = new ArrayList<>();
            ClassNumbers classes = new ClassNumbers(editor);
            for (int i = 0; i < items.size(); i++) {
                ids.add(items.get(i).addTo(editor, classes, extracted.get(i)));
            }
            return ids;
        });
        return new Responses.Added(changed.result(), Responses.Gallery.of(changed.gallery()));
    }

    private List<NewItem> newItems(Payload payload) {
        Fields fields = payload.fields();
        if (payload.image().isPresent()) {
            fields.requireOnly(Set.of("id", "label"));
            return List.of(new NewItem(fields.name("id"), payload.query(), fields.name("label")));
        }
        fields.requireOnly(Set.of("items"));
        return fields
                .objects("items", limits.itemsPerChange())
                .orElseThrow(
                        () -> Problem.badRequest("'items' is missing: a list of objects with an image or a vector"))
                .stream()
                .map(NewItem::of)
                .toList();
    }

    /** Checks all ids before any feature is extracted. */
    private static void requireNewIds(Snapshot gallery, List<NewItem> items) {
        Set<String> ids = new HashSet<>();
        for (NewItem item : items) {
            item.requireValidNames();
            if (item.id().isPresent()) {
                if (!ids.add(item.id().get())) {
                    throw Problem.conflict("two items of the request have the same id");
                }
                if (gallery.index().find(item.id().get()).isPresent()) {
                    throw Problem.conflict("the gallery already has an item with this id; remove it first");
                }
            }
        }
    }

    Responses.Removed remove(ApiRequest request) throws IOException {
        Fields fields = request.json();
        fields.requireOnly(Set.of("ids"));
        List<String> ids = fields.names("ids", limits.itemsPerChange())
                .orElseThrow(() -> Problem.badRequest("'ids' is missing: a list of ids"));
        return remove(new LinkedHashSet<>(ids));
    }

    Responses.Removed removeOne(ApiRequest request) {
        request.enter();
        return remove(Set.of(request.pathParameter("id")));
    }

    private Responses.Removed remove(Set<String> ids) {
        Snapshot gallery = live.now();
        ids.forEach(gallery::item);
        if (ids.size() >= gallery.size()) {
            throw lastItem();
        }
        var changed = live.change(editor -> {
            for (String id : ids) {
                try {
                    editor.remove(id);
                } catch (IllegalArgumentException e) {
                    throw Snapshot.noSuchItem();
                }
            }
            // Other requests may have removed the rest.
            if (editor.size() == 0) {
                throw lastItem();
            }
            return ids.size();
        });
        return new Responses.Removed(changed.result(), Responses.Gallery.of(changed.gallery()));
    }

    private static Problem lastItem() {
        return Problem.conflict("the last item of a gallery cannot be removed");
    }
}
