package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import java.util.Base64;

/** A query of a search. */
sealed interface Query {

    /** An image file. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Image(byte[] file) implements Query {}

    /** A feature of the gallery's model. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Vector(float[] feature) implements Query {}

    /** An item of the gallery. */
    record Item(String id) implements Query {}

    /**
     * Reads a query from JSON fields.
     *
     * @param kinds the names of the fields, of which exactly one must be there
     */
    static Query of(Fields fields, String... kinds) {
        return switch (fields.exactlyOne(kinds)) {
            case "image" -> image(fields, "image");
            case "vector" -> new Vector(fields.vector("vector").orElseThrow());
            default -> new Item(fields.name("item").orElseThrow());
        };
    }

    /** Reads an image in base64 or in a data URL. */
    static Image image(Fields fields, String name) {
        String text = fields.text(name).orElseThrow();
        int comma = text.startsWith("data:") ? text.indexOf(',') : -1;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw fields.wrong(name, "must be an image file in base64");
        }
        if (bytes.length == 0) {
            throw fields.wrong(name, "is empty");
        }
        return new Image(bytes);
    }
}
