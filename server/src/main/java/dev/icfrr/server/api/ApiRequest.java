package dev.icfrr.server.api;

import dev.icfrr.server.http.BodyBudget;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.WorkQueue;
import dev.icfrr.text.PrintableText;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to the API. Its body is read once, into memory that a lease accounts for. It takes a slot of the queue when
 * the body is there, so that slow uploads do not fill the queue.
 */
final class ApiRequest implements AutoCloseable {
    private final Context context;
    private final BodyBudget.Lease lease;
    private final WorkQueue queue;
    private final Json json;
    private WorkQueue.@Nullable Slot slot;

    ApiRequest(Context context, BodyBudget bodies, WorkQueue queue, Json json) {
        this.context = context;
        this.queue = queue;
        this.json = json;
        queue.requireRoom();
        lease = bodies.lease(context.ip());
    }

    /** Takes a slot of the queue. The methods that read the body do so themselves. */
    void enter() {
        slot = queue.enter();
    }

    private byte[] body() throws IOException {
        byte[] body = lease.read(context);
        enter();
        return body;
    }

    @Override
    public void close() {
        if (slot != null) {
            slot.close();
        }
        lease.close();
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
        return json.read(body());
    }

    /** Reads a body that is JSON, an image with its parameters in the address, or a form with an image in it. */
    Payload payload() throws IOException {
        String type = mediaType();
        if (type.equals("application/json")) {
            return new Payload(json(), Optional.empty());
        }
        if (type.equals("multipart/form-data")) {
            requireNoQueryParameters();
            ImageForm form = ImageForm.parse(context.contentType(), body());
            return new Payload(json.read(form.fields()), Optional.of(form.image()));
        }
        if (type.startsWith("image/") || type.equals("application/octet-stream")) {
            Fields fields = json.read(queryParameters());
            byte[] image = body();
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
