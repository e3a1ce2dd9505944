package dev.icfrr.server.api;

import dev.icfrr.server.http.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A multipart form that holds one image file and text fields.
 *
 * @param fields by name
 * @param image the bytes of the part that is called {@code image}
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record ImageForm(Map<String, String> fields, byte[] image) {
    private static final int LONGEST_FIELD = 4096;
    private static final int LONGEST_BOUNDARY = 70;
    private static final int MOST_PARTS = 32;

    /** @throws Problem 400 if the body is not a whole form, or has no image */
    static ImageForm parse(@Nullable String contentType, byte[] body) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        byte[] image = null;
        try (MultiPartFormData.Parts parts = parts(contentType, body)) {
            for (MultiPart.Part part : parts) {
                String name = String.valueOf(part.getName());
                byte[] content = bytes(part);
                if (name.equals("image")) {
                    if (image != null) {
                        throw Payload.repeated(name);
                    }
                    image = content;
                } else {
                    if (content.length > LONGEST_FIELD) {
                        throw Problem.badRequest("a field of the form is longer than " + LONGEST_FIELD
                                + " bytes; call the file 'image'");
                    }
                    if (fields.put(name, new String(content, StandardCharsets.UTF_8)) != null) {
                        throw Payload.repeated(name);
                    }
                }
            }
        }
        if (image == null || image.length == 0) {
            throw Problem.badRequest("the form has no file called 'image', or an empty one");
        }
        return new ImageForm(fields, image);
    }

    /** Parses a form that is in memory and stays there: nothing is written to files. */
    private static MultiPartFormData.Parts parts(@Nullable String contentType, byte[] body) {
        String boundary = MultiPart.extractBoundary(contentType);
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
            throw Problem.badRequest("the body is not a complete multipart form of at most " + MOST_PARTS + " parts");
        }
    }

    private static byte[] bytes(MultiPart.Part part) throws IOException {
        ByteBuffer content = Content.Source.asByteBuffer(part.createContentSource());
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }
}
