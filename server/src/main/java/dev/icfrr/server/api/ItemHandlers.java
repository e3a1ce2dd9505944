package dev.icfrr.server.api;

import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Problem;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** {@code /v1/items/{id}}: one item and its small picture. */
final class ItemHandlers {
    private static final int NEIGHBORS = 12;

    private final LiveGallery live;
    private final Json json;

    ItemHandlers(LiveGallery live, Json json) {
        this.live = live;
        this.json = json;
    }

    void item(Context context) {
        Snapshot gallery = live.now();
        int item = gallery.item(context.pathParam("id"));
        List<Responses.Neighbor> neighbors = new ArrayList<>();
        for (int rank = 0; rank < Math.min(NEIGHBORS, gallery.neighbors()); rank++) {
            neighbors.add(new Responses.Neighbor(
                    gallery.index().id(gallery.index().graph().neighbor(item, rank)), rank + 1));
        }
        context.contentType("application/json")
                .result(json.write(new Responses.Item(
                        gallery.index().id(item),
                        gallery.className(item).orElse(null),
                        Thumbnails.address(gallery, item),
                        neighbors,
                        Responses.Gallery.of(gallery))));
    }

    void thumbnail(Context context) {
        Snapshot gallery = live.now();
        int item = gallery.item(context.pathParam("id"));
        byte[] thumbnail =
                gallery.index().thumbnail(item).orElseThrow(() -> Problem.notFound("this item has no picture"));
        context.header("Cache-Control", "private, max-age=" + (context.queryParam("g") == null ? 0 : 86_400));
        context.contentType(Thumbnails.type(thumbnail)).result(thumbnail);
    }
}
