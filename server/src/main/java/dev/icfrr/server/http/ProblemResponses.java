package dev.icfrr.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;

/** Answers failed requests with problems. The details of an unexpected failure go to the log, not to the client. */
public final class ProblemResponses {
    /** The media type of RFC 9457. */
    public static final String TYPE = "application/problem+json";

    private static final Logger LOGGER = System.getLogger(ProblemResponses.class.getName());

    private final Json json;
    private final Consumer<Refusal> refusals;

    /**
     * Creates responses.
     *
     * @param json writes them
     * @param refusals counts requests that were refused to protect others
     */
    public ProblemResponses(Json json, Consumer<Refusal> refusals) {
        this.json = json;
        this.refusals = refusals;
    }

    private record Body(String type, String title, int status, String detail) {}

    /** Handles the exceptions of all routes. */
    public void register(RoutesConfig routes) {
        routes.exception(
                HttpResponseException.class,
                (failure, context) -> answer(context, byStatus(failure.getStatus(), failure.getDetails())));
        routes.exception(Exception.class, (failure, context) -> answer(context, problem(failure)));
    }

    /** Answers with a problem. */
    public void answer(Context context, Problem problem) {
        problem.refusal().ifPresent(refusals);
        problem.headers().forEach(context::header);
        context.header("Cache-Control", "no-store");
        context.status(problem.status()).contentType(TYPE).result(bytes(problem));
    }

    /** Returns the body of the response. */
    public byte[] bytes(Problem problem) {
        return json.write(new Body("about:blank", problem.title(), problem.status(), problem.detail()));
    }

    private static Problem problem(Exception failure) {
        return failure instanceof Problem problem ? problem : unexpected(failure);
    }

    private static Problem unexpected(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpException e && e.getCode() < 500) {
                return byStatus(e.getCode(), Map.of());
            }
            if (cause instanceof TimeoutException) {
                return byStatus(408, Map.of());
            }
            if (cause instanceof EofException) {
                return Problem.badRequest("the body is incomplete");
            }
        }
        LOGGER.log(Level.ERROR, "a request failed", failure);
        return Problem.of(500, "Internal error", "the server's log has the details", Map.of());
    }

    /** Returns a problem for a status that the HTTP library chose. */
    static Problem byStatus(int status, Map<String, String> details) {
        return switch (status) {
            case 404 -> Problem.notFound("the server has no such path; see /openapi.yaml");
            case 405 -> {
                String allowed = details.getOrDefault("availableMethods", "");
                yield Problem.of(
                        405,
                        "Method not allowed",
                        "this path does not support this method; see Allow",
                        allowed.isBlank() ? Map.of() : Map.of("Allow", allowed));
            }
            case 408 -> Problem.tooSlow("the request did not arrive in time");
            case 413 -> Problem.tooLarge("the body is longer than the limit");
            case 414 -> Problem.of(414, "URI too long", "the address is longer than the limit", Map.of());
            case 431 -> Problem.of(431, "Headers too large", "the headers are larger than the limit", Map.of());
            default -> {
                String title = HttpStatus.getMessage(status);
                yield Problem.of(status, title, "the request cannot be answered: " + title, Map.of());
            }
        };
    }
}
