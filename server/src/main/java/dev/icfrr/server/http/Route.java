package dev.icfrr.server.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * A route of the server.
 *
 * @param method the HTTP method
 * @param path the path, with parameters in braces
 * @param access who may use it
 * @param handler answers requests
 */
public record Route(HandlerType method, String path, Access access, Handler handler) {

    /** Who may use a route. */
    public enum Access {
        /** Everybody who can reach the server. */
        OPEN,
        /** Clients that send the key, if the server has one. */
        KEY,
        /** Clients that may change the gallery. */
        CHANGE
    }
}
