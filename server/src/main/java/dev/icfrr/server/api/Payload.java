package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Problem;
import dev.icfrr.text.PrintableText;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a request and the image file that came beside them.
 *
 * @param fields the parameters; an image among them is in base64
 * @param image the bytes of a file that was the body or a part of it
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record Payload(Fields fields, Optional<byte[]> image) {

    /** Returns the query, of which there must be exactly one. */
    Query query() {
        if (image.isEmpty()) {
            return Query.of(fields, "image", "vector", "item");
        }
        for (String name : List.of("image", "vector", "item")) {
            if (fields.has(name)) {
                throw Problem.badRequest("'" + name + "' is given beside the image in the body: send one of the two");
            }
        }
        return new Query.Image(image.get());
    }

    static Problem repeated(String name) {
        return Problem.badRequest(PrintableText.quote(name) + " is given twice");
    }
}
