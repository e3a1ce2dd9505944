package dev.icfrr.server.http;

import dev.icfrr.server.http.Route.Access;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of the web page: a fixed list of resources, read once. No path of a request can lead to another file. */
public final class PageFiles {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "yaml", "application/yaml; charset=utf-8");

    private PageFiles() {}

    /**
     * Returns the routes to the files.
     *
     * @param owner a class; the files are in the folder {@code page} beside it
     * @param names the files; {@code index.html} is served at {@code /}
     * @param publicUrl the address of the server that its description names, if it is known
     */
    public static List<Route> routes(Class<?> owner, List<String> names, Optional<URI> publicUrl) {
        List<Route> routes = new ArrayList<>();
        for (String name : names) {
            File file = File.read(owner, name, publicUrl);
            routes.add(new Route(
                    HandlerType.GET, name.equals("index.html") ? "/" : "/" + name, Access.OPEN, file::answer));
        }
        return routes;
    }

    @SuppressWarnings("ArrayRecordComponent") // written out, never compared
    private record File(byte[] bytes, String type, String tag) {

        static File read(Class<?> owner, String name, Optional<URI> publicUrl) {
            try (InputStream in = owner.getResourceAsStream("page/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("the program lacks its file page/" + name);
                }
                byte[] bytes = in.readAllBytes();
                if (name.endsWith(".yaml") && publicUrl.isPresent()) {
                    bytes = withServer(bytes, publicUrl.get());
                }
                String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
                return new File(bytes, type, '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Names the server in a description of its API. */
        private static byte[] withServer(byte[] description, URI publicUrl) {
            String server = publicUrl.toString().replaceFirst("/$", "");
            return new String(description, StandardCharsets.UTF_8)
                    .replace("- {url: /,", "- {url: '" + server.replace("'", "%27") + "',")
                    .getBytes(StandardCharsets.UTF_8);
        }

        /** Returns whether one of the tags that a client knows is this file's. */
        private boolean isKnown(@Nullable String tags) {
            return tags != null
                    && Arrays.stream(tags.split(","))
                            .map(known -> known.strip().replaceFirst("^W/", ""))
                            .anyMatch(known -> known.equals(tag) || known.equals("*"));
        }

        void answer(Context context) {
            context.header("Cache-Control", "no-cache").header("ETag", tag);
            if (isKnown(context.header("If-None-Match"))) {
                context.status(304);
            } else {
                context.contentType(type).result(bytes);
            }
        }
    }
}
