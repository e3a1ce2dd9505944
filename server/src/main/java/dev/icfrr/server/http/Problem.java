package dev.icfrr.server.http;

import java.util.Map;

/** Why a request is not answered as asked, told to the client as {@code application/problem+json} (RFC 9457). */
public final class Problem extends RuntimeException {
    private final int status;
    private final String title;
    private final String detail;
    private final transient Map<String, String> headers;

    private Problem(int status, String title, String detail, Map<String, String> headers) {
        super(title + ": " + detail, null, false, false);
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.headers = headers;
    }

    /** The request cannot be understood. */
    public static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail, Map.of());
    }

    /** The key is missing or wrong. */
    public static Problem unauthorized() {
        return new Problem(
                401,
                "API key needed",
                "send the key as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'",
                Map.of("WWW-Authenticate", "Bearer realm=\"icfrr\""));
    }

    /** The request is understood and refused. */
    public static Problem forbidden(String detail) {
        return new Problem(403, "Not allowed", detail, Map.of());
    }

    /** There is no such thing. */
    public static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail, Map.of());
    }

    /** The gallery is not in the state that the request takes for granted. */
    public static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail, Map.of());
    }

    /** A body or a picture is larger than the limit. */
    public static Problem tooLarge(String detail) {
        return new Problem(413, "Too large", detail, Map.of());
    }

    /** A body of a kind that is not read here. */
    public static Problem unsupported(String detail) {
        return new Problem(415, "Unsupported media type", detail, Map.of());
    }

    /** Understood, but with values that make no sense for this gallery. */
    public static Problem unprocessable(String detail) {
        return new Problem(422, "Cannot be processed", detail, Map.of());
    }

    /** More requests at once than are taken. */
    public static Problem busy() {
        return new Problem(
                429,
                "Too many requests at once",
                "all workers are busy and the queue is full: try again after the seconds in Retry-After",
                Map.of("Retry-After", "1"));
    }

    /** The answer takes too long, or the server is stopping. */
    public static Problem unavailable(String detail) {
        return new Problem(503, "Not available", detail, Map.of("Retry-After", "5"));
    }

    /** Any other status, with its usual title. */
    public static Problem of(int status, String title, String detail, Map<String, String> headers) {
        return new Problem(status, title, detail, Map.copyOf(headers));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What kind of problem it is, in a few words. */
    public String title() {
        return title;
    }

    /** What is wrong with this request, and what to do. */
    public String detail() {
        return detail;
    }

    /** Headers that go with the answer. */
    public Map<String, String> headers() {
        return headers;
    }
}
