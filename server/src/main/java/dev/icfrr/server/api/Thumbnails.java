package dev.icfrr.server.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where an item's small picture is to be had. */
final class Thumbnails {
    private Thumbnails() {}

    /** A path on this server that changes with the gallery, so that it may be kept; null if there is no picture. */
    static @Nullable String address(Snapshot gallery, int item) {
        if (gallery.index().thumbnail(item).isEmpty()) {
            return null;
        }
        String id = URLEncoder.encode(gallery.index().id(item), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return "/v1/items/" + id + "/thumbnail?g=" + gallery.index().generation();
    }

    /** The media type of a JPEG or PNG file, by its first byte. */
    static String type(byte[] thumbnail) {
        return (thumbnail[0] & 0xff) == 0x89 ? "image/png" : "image/jpeg";
    }
}
