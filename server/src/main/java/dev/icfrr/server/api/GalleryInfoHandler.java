package dev.icfrr.server.api;

import dev.icfrr.rerank.Scales;
import dev.icfrr.server.http.Credentials;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.ModelReference;
import dev.icfrr.vision.index.QueryBank;
import io.javalin.http.Context;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/gallery}: describes the gallery and its default parameters. */
final class GalleryInfoHandler {
    private final LiveGallery live;
    private final Limits limits;
    private final Credentials credentials;
    private final String version;

    GalleryInfoHandler(LiveGallery live, Limits limits, Credentials credentials, String version) {
        this.live = live;
        this.limits = limits;
        this.credentials = credentials;
        this.version = version;
    }

    Responses.GalleryInfo info(Context context) {
        Snapshot gallery = live.now();
        GalleryIndex index = gallery.index();
        return new Responses.GalleryInfo(
                gallery.size(),
                index.generation(),
                index.dimension(),
                gallery.neighbors(),
                index.model().map(GalleryInfoHandler::kind).orElse("unknown"),
                live.readsImages(),
                index.thumbnail(0).isPresent(),
                credentials.mayChange(context),
                gallery.classSizes(),
                Responses.Parameters.of(SearchParameters.defaults(gallery)),
                flat(gallery),
                multiscale(gallery.scales()),
                new Responses.Center(
                        index.isCentered() ? "domains" : "none",
                        index.queryBank().map(QueryBank::queries).orElse(0L)),
                new Responses.Limits(
                        limits.results(),
                        limits.iterations(),
                        limits.documents(),
                        SearchHandlers.MOST_QUERIES,
                        limits.bodyBytes(),
                        limits.pixels()),
                version);
    }

    private static Responses.Flat flat(Snapshot gallery) {
        SearchParameters flat = SearchParameters.flat(gallery);
        return new Responses.Flat(flat.kg(), flat.method().kq());
    }

    private static Responses.@Nullable Multiscale multiscale(GalleryScales gallery) {
        if (gallery.largest() == 0) {
            return null;
        }
        Scales scales = gallery.method().scales();
        return new Responses.Multiscale(
                scales.largest(),
                gallery.largest(),
                IntStream.range(0, scales.count()).mapToObj(scales::scaleWeight).toList(),
                gallery.lists().order().label());
    }

    private static String kind(ModelReference model) {
        return switch (model) {
            case ModelReference.HogReference _ -> "hog";
            case ModelReference.SketchReference _ -> "sketch";
            case ModelReference.OnnxReference _ -> "onnx";
        };
    }
}
