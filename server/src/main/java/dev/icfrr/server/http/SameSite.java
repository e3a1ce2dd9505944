package dev.icfrr.server.http;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Protects a server without a key from the pages of other web sites in the user's browser: it checks the host name of a
 * request (against DNS rebinding) and its origin (against cross-site requests).
 */
public final class SameSite {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final boolean localNamesOnly;
    private final String host;
    private final Exposure exposure;

    /**
     * @param localNamesOnly whether requests must use a name of this machine
     * @param host the host that the server listens at; requests may use it, too
     * @param exposure the public address, which requests may also use, and the sites whose pages may use the server
     */
    public SameSite(boolean localNamesOnly, String host, Exposure exposure) {
        this.exposure = exposure;
        this.localNamesOnly = localNamesOnly;
        this.host = host.toLowerCase(Locale.ROOT);
    }

    /**
     * Checks a request.
     *
     * @throws Problem 403 for a request from a page of another site, 421 for a request to an unknown host name
     */
    public void require(Context context) {
        String called = context.header("Host");
        if (localNamesOnly) {
            String name = called == null ? "" : withoutPort(called.toLowerCase(Locale.ROOT));
            if (!LOCAL.contains(name)
                    && !name.equals(host)
                    && !name.equals(exposure.publicHost().orElse(host))) {
                throw Problem.of(
                        421,
                        "Misdirected request",
                        "this server answers only to localhost; start it with --public-url, or with --host and an API key,"
                                + " to use another name",
                        Map.of());
            }
        }
        String origin = context.header("Origin");
        if (origin != null && exposure.allows(origin.toLowerCase(Locale.ROOT))) {
            return;
        }
        if ("cross-site".equals(context.header("Sec-Fetch-Site"))
                && !"navigate".equals(context.header("Sec-Fetch-Mode"))) {
            throw Problem.forbidden("pages of other sites must not use this server; see --allow-origin");
        }
        if (origin != null
                && !origin.equalsIgnoreCase("http://" + called)
                && !origin.equalsIgnoreCase("https://" + called)) {
            throw Problem.forbidden("pages of other sites must not use this server; see --allow-origin");
        }
    }

    private static String withoutPort(String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        return end <= 0 ? authority : authority.substring(0, end);
    }
}
