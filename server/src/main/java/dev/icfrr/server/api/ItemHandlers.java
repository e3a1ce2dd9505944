package dev.icfrr.server.api;

import dev.icfrr.server.http.Problem;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** {@code GET /v1/items/{id}} and its thumbnail. */
final class ItemHandlers {
    private static final int NEIGHBORS = 12;

    private final LiveGallery live;

    ItemHandlers(LiveGallery live) {
        this.live = live;
    }

    Responses.Item item(Context context) {
        Snapshot gallery = live.now();
        int item = gallery.item(context.pathParam("id"));
        List<Responses.Neighbor> neighbors = new ArrayList<>();
        for (int rank = 0; rank < Math.min(NEIGHBORS, gallery.neighbors()); rank++) {
            int neighbor = gallery.index().graph().neighbor(item, rank);
            neighbors.add(new Responses.Neighbor(gallery.index().id(neighbor), rank + 1));
        }
        return new Responses.Item(
                gallery.index().id(item),
                gallery.className(item).orElse(null),
                Thumbnails.address(gallery, item),
                neighbors,
                Responses.Gallery.of(gallery));
    }

    void thumbnail(Context context) {
        Snapshot gallery = live.now();
        int item = gallery.item(context.pathParam("id"));
        byte[] thumbnail =
                gallery.index().thumbnail(item).orElseThrow(() -> Problem.notFound("this item has no thumbnail"));
        context.header("Cache-Control", "private, max-age=" + (context.queryParam("g") == null ? 0 : 86_400));
        context.contentType(Thumbnails.type(thumbnail)).result(thumbnail);
    }
}
