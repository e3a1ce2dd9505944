package dev.icfrr.server.api;

import dev.icfrr.server.http.Problem;
import java.nio.charset.StandardCharsets;

/** Checks ids and labels of items that are added over HTTP. */
final class GalleryIds {
    static final int MOST_BYTES = 1024;
    private static final int MOST_LABEL_BYTES = 200;

    private GalleryIds() {}

    /** @throws Problem 422 if an index would refuse it */
    static void require(String id) {
        require("an id", id, MOST_BYTES);
        if (id.equals(".") || id.equals("..")) {
            throw Problem.unprocessable("'.' and '..' cannot be ids: clients drop them from the addresses of items");
        }
    }

    /** @throws Problem 422 if it cannot name a class */
    static void requireLabel(String label) {
        require("a label", label, MOST_LABEL_BYTES);
    }

    private static void require(String what, String text, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0
                || bytes.length > most
                || text.chars().anyMatch(Character::isISOControl)
                || !new String(bytes, StandardCharsets.UTF_8).equals(text)) {
            throw Problem.unprocessable(what + " must have 1 to " + most + " bytes of UTF-8 and no control characters");
        }
    }
}
