package dev.icfrr.server.api;

import dev.icfrr.server.http.Problem;
import java.nio.charset.StandardCharsets;

/** What may be the id or the label of an item that comes over HTTP. */
final class GalleryIds {
    private static final int MOST_BYTES = 1024;
    private static final int MOST_LABEL_BYTES = 200;

    private GalleryIds() {}

    /** @throws Problem 422 if an index would refuse it */
    static void require(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0
                || bytes.length > MOST_BYTES
                || id.chars().anyMatch(Character::isISOControl)
                || !new String(bytes, StandardCharsets.UTF_8).equals(id)) {
            throw Problem.unprocessable(
                    "an id takes 1 to " + MOST_BYTES + " bytes of UTF-8 without control characters");
        }
    }
}
