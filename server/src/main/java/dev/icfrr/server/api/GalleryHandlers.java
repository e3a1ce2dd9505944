package dev.icfrr.server.api;

import dev.icfrr.io.FileHashes;
import dev.icfrr.server.http.BodyBudget;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.WorkQueue;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexEditor;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.ModelReference;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/gallery}: what is in it, adding to it and removing from it. */
final class GalleryHandlers {
    private static final Set<String> ITEM = Set.of("id", "image", "vector", "label");

    private final LiveGallery live;
    private final Requests requests;
    private final Json json;
    private final WorkQueue queue;
    private final Limits limits;
    private final boolean readOnly;
    private final String version;

    GalleryHandlers(
            LiveGallery live,
            Requests requests,
            Json json,
            WorkQueue queue,
            Limits limits,
            boolean readOnly,
            String version) {
        this.live = live;
        this.requests = requests;
        this.json = json;
        this.queue = queue;
        this.limits = limits;
        this.readOnly = readOnly;
        this.version = version;
    }

    void describe(Context context) {
        Snapshot gallery = live.now();
        GalleryIndex index = gallery.index();
        answer(
                context,
                new Responses.GalleryInfo(
                        gallery.size(),
                        index.generation(),
                        index.dimension(),
                        gallery.neighbors(),
                        index.model().map(GalleryHandlers::kind).orElse("unknown"),
                        live.readsPictures(),
                        index.thumbnail(0).isPresent(),
                        !readOnly,
                        gallery.classSizes(),
                        Responses.Parameters.of(SearchParameters.defaults(gallery)),
                        new Responses.Limits(
                                limits.results(),
                                limits.iterations(),
                                limits.documents(),
                                limits.bodyBytes(),
                                limits.pixels()),
                        version));
    }

    private static String kind(ModelReference model) {
        return switch (model) {
            case ModelReference.HogReference _ -> "hog";
            case ModelReference.OnnxReference _ -> "onnx";
        };
    }

    /** What a request wants to add, before its pictures are described. */
    private record Wanted(Optional<String> id, Query query, Optional<String> label) {}

    /** An item that lacks nothing but the number of its class, which only the editor can give. */
    private record Ready(IndexItem item, Optional<String> label) {}

    void add(Context context, BodyBudget.Lease lease) throws IOException {
        requireWritable();
        List<Wanted> wanted = wanted(requests.read(context, lease));
        Snapshot gallery = live.now();
        requireNewIds(gallery, wanted);
        List<Ready> items = new ArrayList<>();
        for (Wanted item : wanted) {
            items.add(new Ready(queue.compute(() -> item(gallery, item)), item.label));
        }
        var changed = live.change(editor -> addAll(editor, items));
        context.status(201);
        answer(context, new Responses.Added(changed.result(), Responses.Gallery.of(changed.gallery())));
    }

    private List<Wanted> wanted(Requests.Request request) {
        Fields fields = request.fields();
        if (request.picture().isPresent()) {
            fields.requireOnly(Set.of("id", "label"));
            return List.of(new Wanted(fields.name("id"), requests.query(request), fields.name("label")));
        }
        fields.requireOnly(Set.of("items"));
        List<Wanted> wanted = new ArrayList<>();
        for (Fields item : fields.objects("items", limits.itemsPerChange())
                .orElseThrow(
                        () -> Problem.badRequest("'items' is missing: a list of objects with an image or a vector"))) {
            item.requireOnly(ITEM);
            Query query = item.exactlyOne("image", "vector").equals("image")
                    ? new Query.Image(Requests.picture(item, "image"))
                    : new Query.Vector(item.vector("vector").orElseThrow());
            wanted.add(new Wanted(item.name("id"), query, item.name("label")));
        }
        return wanted;
    }

    /** All ids are checked before any work is done for them. */
    private static void requireNewIds(Snapshot gallery, List<Wanted> wanted) {
        Set<String> ids = new HashSet<>();
        for (Wanted item : wanted) {
            item.label.ifPresent(GalleryIds::requireLabel);
            if (item.id.isPresent()) {
                String id = item.id.get();
                GalleryIds.require(id);
                if (!ids.add(id)) {
                    throw Problem.conflict("two items of the request have the same id");
                }
                if (gallery.index().find(id).isPresent()) {
                    throw Problem.conflict("the gallery has an item of this id already; remove it first");
                }
            }
        }
    }

    private IndexItem item(Snapshot gallery, Wanted wanted) {
        String id = wanted.id.orElse("");
        return switch (wanted.query) {
            case Query.Image picture -> {
                FeatureExtractor.Described described = live.describe(picture.file());
                byte[] hash = FileHashes.newDigest().digest(picture.file());
                yield new IndexItem(
                        id,
                        described.feature(),
                        IndexItem.UNKNOWN,
                        Optional.of(described.thumbnail()),
                        Optional.of(hash));
            }
            case Query.Vector vector -> {
                Search.requireFits(gallery, vector.feature());
                yield new IndexItem(id, vector.feature(), IndexItem.UNKNOWN, Optional.empty(), Optional.empty());
            }
            case Query.Item _ -> throw new IllegalStateException("items are added by picture or vector");
        };
    }

    private static List<String> addAll(IndexEditor editor, List<Ready> items) throws IOException {
        List<String> ids = new ArrayList<>();
        ClassNumbers classes = new ClassNumbers(editor);
        for (Ready ready : items) {
            IndexItem item = ready.item;
            Optional<String> same = item.contentHash().flatMap(editor::withContent);
            if (same.isPresent()) {
                throw Problem.conflict(
                        "a picture with the same bytes is in the gallery already, as '" + same.get() + "'");
            }
            String id = item.id().isEmpty() ? editor.nextId() : item.id();
            try {
                long label = ready.label.map(classes::of).orElse(IndexItem.UNKNOWN);
                editor.add(new IndexItem(id, item.feature(), label, item.thumbnail(), item.contentHash()));
            } catch (IllegalArgumentException e) {
                throw Problem.conflict("the gallery has changed meanwhile and has an item of the id already");
            }
            ids.add(id);
        }
        return ids;
    }

    void remove(Context context, BodyBudget.Lease lease) throws IOException {
        requireWritable();
        Fields fields = requests.json(context, lease);
        fields.requireOnly(Set.of("ids"));
        List<String> ids = fields.names("ids", limits.itemsPerChange())
                .orElseThrow(() -> Problem.badRequest("'ids' is missing: a list of ids"));
        remove(context, new LinkedHashSet<>(ids));
    }

    void removeOne(Context context) {
        requireWritable();
        remove(context, new LinkedHashSet<>(List.of(context.pathParam("id"))));
    }

    private void remove(Context context, Set<String> ids) {
        Snapshot gallery = live.now();
        ids.forEach(gallery::item);
        if (ids.size() >= gallery.size()) {
            throw Problem.conflict("the last item of a gallery cannot be removed");
        }
        var changed = live.change(editor -> {
            for (String id : ids) {
                try {
                    editor.remove(id);
                } catch (IllegalArgumentException e) {
                    throw Problem.notFound("there is no item of this id in the gallery");
                }
            }
            return ids.size();
        });
        answer(context, new Responses.Removed(changed.result(), Responses.Gallery.of(changed.gallery())));
    }

    private void requireWritable() {
        if (readOnly) {
            throw Problem.forbidden("this server was started with --read-only");
        }
    }

    private void answer(Context context, Object answer) {
        context.contentType("application/json").result(json.write(answer));
    }
}
