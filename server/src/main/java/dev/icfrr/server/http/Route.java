package dev.icfrr.server.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * One thing that the server answers to.
 *
 * @param method of HTTP
 * @param path with parameters in braces
 * @param access who may ask
 * @param handler answers
 */
public record Route(HandlerType method, String path, Access access, Handler handler) {

    /** Who may ask. */
    public enum Access {
        /** Anybody who can reach the server. */
        OPEN,
        /** Who shows the key, where there is one. */
        KEY
    }
}
