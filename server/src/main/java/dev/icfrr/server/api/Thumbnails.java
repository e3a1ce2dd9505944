package dev.icfrr.server.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Addresses and media types of thumbnails. */
final class Thumbnails {
    private Thumbnails() {}

    /**
     * Returns the path of an item's thumbnail, or null if it has none. It changes with the gallery, so clients may
     * cache it.
     */
    static @Nullable String address(Snapshot gallery, int item) {
        if (gallery.index().thumbnail(item).isEmpty()) {
            return null;
        }
        String id = URLEncoder.encode(gallery.index().id(item), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return "/v1/items/" + id + "/thumbnail?g=" + gallery.index().generation();
    }

    /** Returns the media type of a JPEG or PNG file, found by its first byte. */
    static String type(byte[] thumbnail) {
        return (thumbnail[0] & 0xff) == 0x89 ? "image/png" : "image/jpeg";
    }
}
