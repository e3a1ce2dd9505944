package dev.icfrr.server.api;

import dev.icfrr.server.http.BodyBudget;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Problem;
import dev.icfrr.text.PrintableText;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request to the API. Its body is read once, into memory that a lease accounts for. */
final class ApiRequest {
    private final Context context;
    private final BodyBudget.Lease lease;
    private final Json json;

    ApiRequest(Context context, BodyBudget.Lease lease, Json json) {
        this.context = context;
        this.lease = lease;
        this.json = json;
    }

    /** Returns a parameter in the path. */
    String pathParameter(String name) {
        return context.pathParam(name);
    }

    /** Reads a body that must be JSON. */
    Fields json() throws IOException {
        String type = mediaType();
        if (!type.equals("application/json")) {
            throw Problem.unsupported("the body must be application/json, not " + named(type));
        }
        requireNoQueryParameters();
        return json.read(lease.read(context));
    }

    /** Reads a body that is JSON, an image with its parameters in the address, or a form with an image in it. */
    Payload payload() throws IOException {
        String type = mediaType();
        if (type.equals("application/json")) {
            return new Payload(json(), Optional.empty());
        }
        if (type.equals("multipart/form-data")) {
            requireNoQueryParameters();
            ImageForm form = ImageForm.parse(context.contentType(), lease.read(context));
            return new Payload(json.read(form.fields()), Optional.of(form.image()));
        }
        if (type.startsWith("image/") || type.equals("application/octet-stream")) {
            Fields fields = json.read(queryParameters());
            byte[] image = lease.read(context);
            if (image.length == 0) {
                throw Problem.badRequest("the body is empty: send an image file");
            }
            return new Payload(fields, Optional.of(image));
        }
        throw Problem.unsupported(
                "the body must be application/json, multipart/form-data or an image (image/...), not " + named(type));
    }

    private String mediaType() {
        String type = context.contentType();
        return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    private static String named(String type) {
        return type.isEmpty() ? "without a Content-Type" : PrintableText.quote(type);
    }

    /** Refuses parameters in the address where the body has its own: they would be ignored. */
    private void requireNoQueryParameters() {
        if (!context.queryParamMap().isEmpty()) {
            throw Problem.badRequest("put the parameters into the body, not into the address");
        }
    }

    private Map<String, String> queryParameters() {
        Map<String, String> values = new LinkedHashMap<>();
        context.queryParamMap().forEach((name, list) -> {
            if (list.size() > 1) {
                throw Payload.repeated(name);
            }
            values.put(name, list.getFirst());
        });
        return values;
    }
}
