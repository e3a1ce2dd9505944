package dev.icfrr.server.http;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reason why a request fails. The client gets it as {@code application/problem+json} (RFC 9457). */
public final class Problem extends RuntimeException {
    private final int status;
    private final String title;
    private final String detail;
    private final transient Map<String, String> headers;
    private final @Nullable Refusal refusal;

    private Problem(int status, String title, String detail, Map<String, String> headers, @Nullable Refusal refusal) {
        super(title + ": " + detail, null, false, false);
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.headers = headers;
        this.refusal = refusal;
    }

    private Problem(int status, String title, String detail, Map<String, String> headers) {
        this(status, title, detail, headers, null);
    }

    /** Returns a problem of status 400: the request cannot be understood. */
    public static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail, Map.of());
    }

    /** Returns a problem of status 401: the key or the token is missing or wrong. */
    public static Problem unauthorized(String title, String detail) {
        return new Problem(401, title, detail, Map.of("WWW-Authenticate", "Bearer realm=\"icfrr\""));
    }

    /** Returns a problem of status 403: the request is not allowed. */
    public static Problem forbidden(String detail) {
        return new Problem(403, "Not allowed", detail, Map.of());
    }

    /** Returns a problem of status 404: there is no such item or path. */
    public static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail, Map.of());
    }

    /** Returns a problem of status 409: the request conflicts with the state of the gallery. */
    public static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail, Map.of());
    }

    /** Returns a problem of status 413: a body or an image is larger than the limit. */
    public static Problem tooLarge(String detail) {
        return new Problem(413, "Too large", detail, Map.of());
    }

    /** Returns a problem of status 415: the body has a media type that the route does not read. */
    public static Problem unsupported(String detail) {
        return new Problem(415, "Unsupported media type", detail, Map.of());
    }

    /** Returns a problem of status 422: the values do not fit the gallery. */
    public static Problem unprocessable(String detail) {
        return new Problem(422, "Cannot be processed", detail, Map.of());
    }

    /** Returns a problem of status 408: the request arrives too slowly. */
    public static Problem tooSlow(String detail) {
        return new Problem(408, "Too slow", detail, Map.of("Connection", "close"), Refusal.SLOW);
    }

    /** Returns a problem of status 429: too many requests are in flight. */
    public static Problem full(Refusal what) {
        return new Problem(
                429,
                "Too many requests at once",
                what.text() + ": try again after the number of seconds in Retry-After",
                Map.of("Retry-After", "1"),
                what);
    }

    /** Returns a problem of status 503: the response takes too long, or the server is stopping. */
    public static Problem unavailable(String detail) {
        return new Problem(503, "Not available", detail, Map.of("Retry-After", "5"));
    }

    /** Returns a problem of another status. */
    public static Problem of(int status, String title, String detail, Map<String, String> headers) {
        return new Problem(status, title, detail, Map.copyOf(headers));
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the kind of problem in a few words. */
    public String title() {
        return title;
    }

    /** Returns what is wrong with the request and what to do. */
    public String detail() {
        return detail;
    }

    /** Returns what was full or too slow; empty for a problem of the request. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Returns the headers of the response. */
    public Map<String, String> headers() {
        return headers;
    }
}
