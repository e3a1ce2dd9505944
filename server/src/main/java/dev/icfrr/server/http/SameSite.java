package dev.icfrr.server.http;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Keeps other web sites' pages in the user's browser away from a server without a key: by the names they may call it by
 * (DNS rebinding), and by where a request comes from (cross-site requests).
 */
public final class SameSite {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final boolean localNamesOnly;
    private final String host;

    /**
     * @param localNamesOnly whether the server must be called by a name of this machine
     * @param host what it was told to listen at, which is a name it may be called by as well
     */
    public SameSite(boolean localNamesOnly, String host) {
        this.localNamesOnly = localNamesOnly;
        this.host = host.toLowerCase(Locale.ROOT);
    }

    /**
     * Lets a request pass.
     *
     * @throws Problem 403 for a request that a page of another site makes, 421 for one to a strange name
     */
    public void require(Context context) {
        String called = context.header("Host");
        if (localNamesOnly) {
            String name = called == null ? "" : withoutPort(called.toLowerCase(Locale.ROOT));
            if (!LOCAL.contains(name) && !name.equals(host)) {
                throw Problem.of(
                        421,
                        "Misdirected request",
                        "this server answers to localhost alone; start it with --host and an API key to reach it by"
                                + " another name",
                        Map.of());
            }
        }
        if ("cross-site".equals(context.header("Sec-Fetch-Site"))
                && !"navigate".equals(context.header("Sec-Fetch-Mode"))) {
            throw Problem.forbidden("pages of other sites cannot use this server");
        }
        String origin = context.header("Origin");
        if (origin != null
                && !origin.equalsIgnoreCase("http://" + called)
                && !origin.equalsIgnoreCase("https://" + called)) {
            throw Problem.forbidden("pages of other sites cannot use this server");
        }
    }

    private static String withoutPort(String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        return end <= 0 ? authority : authority.substring(0, end);
    }
}
