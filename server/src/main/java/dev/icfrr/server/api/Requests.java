package dev.icfrr.server.api;

import dev.icfrr.server.http.BodyBudget;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Problem;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;

/** Reads requests: JSON, a bare picture with its parameters in the address, or a form with a picture in it. */
final class Requests {
    private static final int LONGEST_FIELD = 4096;
    private static final int LONGEST_BOUNDARY = 70;
    private static final int MOST_PARTS = 32;

    private final Json json;

    Requests(Json json) {
        this.json = json;
    }

    /**
     * A request's fields, and the picture that came beside them.
     *
     * @param fields never with a picture among them
     * @param picture the bytes of a file that was the body or a part of it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Request(Fields fields, Optional<byte[]> picture) {}

    /** Reads a body that must be JSON. */
    Fields json(Context context, BodyBudget.Lease lease) throws IOException {
        String type = mediaType(context);
        if (!type.equals("application/json")) {
            throw Problem.unsupported("the body must be application/json, not " + named(type));
        }
        requireNoParameters(context);
        return json.read(lease.read(context));
    }

    /** Reads a body of any of the three kinds. */
    Request read(Context context, BodyBudget.Lease lease) throws IOException {
        String type = mediaType(context);
        if (type.equals("application/json")) {
            return new Request(json(context, lease), Optional.empty());
        }
        if (type.equals("multipart/form-data")) {
            requireNoParameters(context);
            return form(context, lease);
        }
        if (type.startsWith("image/") || type.equals("application/octet-stream")) {
            Fields fields = json.read(parameters(context));
            byte[] picture = lease.read(context);
            if (picture.length == 0) {
                throw Problem.badRequest("the body is empty: it should be a picture");
            }
            return new Request(fields, Optional.of(picture));
        }
        throw Problem.unsupported(
                "the body must be application/json, multipart/form-data or a picture (image/...), not " + named(type));
    }

    private static String mediaType(Context context) {
        String type = context.contentType();
        return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    private static String named(String type) {
        return type.isEmpty()
                ? "without a Content-Type"
                : "'" + (type.length() > 60 ? type.substring(0, 60) : type) + "'";
    }

    /** Parameters in the address beside a body that has its own would be ignored: say so instead. */
    private static void requireNoParameters(Context context) {
        if (!parameters(context).isEmpty()) {
            throw Problem.badRequest("put the parameters into the body, not into the address");
        }
    }

    private static Map<String, String> parameters(Context context) {
        Map<String, String> values = new LinkedHashMap<>();
        context.queryParamMap().forEach((name, list) -> put(values, name, list));
        return values;
    }

    private static void put(Map<String, String> values, String name, List<String> list) {
        if (list.size() > 1 || values.containsKey(name)) {
            throw Problem.badRequest("'" + name + "' is given twice");
        }
        values.put(name, list.getFirst());
    }

    private Request form(Context context, BodyBudget.Lease lease) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        Optional<byte[]> picture = Optional.empty();
        try (MultiPartFormData.Parts parts = parts(context, lease.read(context))) {
            for (MultiPart.Part part : parts) {
                String name = String.valueOf(part.getName());
                byte[] content = bytes(part);
                if (name.equals("image")) {
                    if (picture.isPresent()) {
                        throw Problem.badRequest("'image' is given twice");
                    }
                    picture = Optional.of(content);
                } else {
                    if (content.length > LONGEST_FIELD) {
                        throw Problem.badRequest("a field of the form is too long; the picture's is called 'image'");
                    }
                    put(values, name, List.of(new String(content, StandardCharsets.UTF_8)));
                }
            }
        }
        if (picture.isEmpty() || picture.get().length == 0) {
            throw Problem.badRequest("the form has no file called 'image', or an empty one");
        }
        return new Request(json.read(values), picture);
    }

    /** Reads a form that is in memory, and leaves it there: nothing is written to files. */
    private static MultiPartFormData.Parts parts(Context context, byte[] body) {
        String boundary = MultiPart.extractBoundary(context.contentType());
        if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw Problem.badRequest("the Content-Type of the form names no boundary");
        }
        MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
        parser.setMaxParts(MOST_PARTS);
        parser.setMaxMemoryFileSize(body.length);
        parser.setMaxFileSize(body.length);
        parser.setMaxLength(body.length);
        CompletableFuture<MultiPartFormData.Parts> parts = new CompletableFuture<>();
        try {
            parser.parse(Content.Source.from(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(parts));
            return parts.join();
        } catch (CompletionException | IllegalArgumentException | HttpException.RuntimeException e) {
            throw Problem.badRequest("the body is no whole multipart form of at most " + MOST_PARTS + " parts");
        }
    }

    private static byte[] bytes(MultiPart.Part part) throws IOException {
        ByteBuffer content = Content.Source.asByteBuffer(part.createContentSource());
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }

    /** The query of a request, which must have exactly one. */
    Query query(Request request) {
        if (request.picture().isPresent()) {
            for (String name : List.of("image", "vector", "item")) {
                if (request.fields().has(name)) {
                    throw Problem.badRequest("'" + name + "' is given beside the picture in the body: one of the two");
                }
            }
            return new Query.Image(request.picture().get());
        }
        return query(request.fields());
    }

    /** The query in JSON fields. */
    static Query query(Fields fields) {
        return switch (fields.exactlyOne("image", "vector", "item")) {
            case "image" -> new Query.Image(picture(fields, "image"));
            case "vector" -> new Query.Vector(fields.vector("vector").orElseThrow());
            default -> new Query.Item(fields.name("item").orElseThrow());
        };
    }

    /** A picture in base64, also as a data URL. */
    static byte[] picture(Fields fields, String name) {
        String text = fields.text(name).orElseThrow();
        int comma = text.startsWith("data:") ? text.indexOf(',') : -1;
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(comma + 1));
            if (bytes.length == 0) {
                throw fields.wrong(name, "is empty");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw fields.wrong(name, "is no base64 of a picture file");
        }
    }
}
