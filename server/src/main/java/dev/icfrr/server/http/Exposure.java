package dev.icfrr.server.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How clients reach the server through others: proxies and pages of other sites.
 *
 * @param publicUrl the address of the web page as clients see it, ends with a slash
 * @param origins the origins whose pages may use the API, for example {@code https://shop.example}; {@code *} for all
 * @param proxies the addresses, networks or names of proxies whose {@code X-Forwarded-For} is believed; this machine's
 *     always is
 * @param accessLog the file to append a line to for every request; {@code -} for standard output
 */
public record Exposure(Optional<URI> publicUrl, Set<String> origins, List<String> proxies, Optional<Path> accessLog) {
    /** Stands for all origins. */
    public static final String ANY = "*";

    /** No proxy, no other site, no log. */
    public static final Exposure NONE = new Exposure(Optional.empty(), Set.of(), List.of(), Optional.empty());

    /** Checks and normalizes the addresses. */
    public Exposure {
        publicUrl = publicUrl.map(Exposure::normalized);
        Set<String> normal = new LinkedHashSet<>();
        origins.forEach(origin -> normal.add(origin(origin)));
        origins = Set.copyOf(normal);
        proxies = List.copyOf(proxies);
        new TrustedProxies(proxies);
    }

    /** Returns these settings without a log, but with a public address. */
    public static Exposure at(String publicUrl) {
        return new Exposure(Optional.of(URI.create(publicUrl)), Set.of(), List.of(), Optional.empty());
    }

    private static URI normalized(URI url) {
        if (!isWeb(url) || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the public URL '" + url + "' must have the form https://name/ or https://name/path/");
        }
        return url.getRawPath().endsWith("/") ? url : URI.create(url + "/");
    }

    private static boolean isWeb(URI url) {
        return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null;
    }

    private static String origin(String text) {
        if (text.equals(ANY)) {
            return text;
        }
        try {
            URI origin = new URI(text);
            if (isWeb(origin)
                    && (origin.getRawPath().isEmpty() || origin.getRawPath().equals("/"))
                    && origin.getRawQuery() == null
                    && origin.getRawFragment() == null) {
                return originOf(origin);
            }
        } catch (URISyntaxException e) {
            // The message below is for this case, too.
        }
        throw new IllegalArgumentException("the origin '" + text
                + "' must have the form https://name or http://name:port, without a path; '*' stands for all");
    }

    /** Returns the origin of an address as browsers write it: in lower case, and without the port of the scheme. */
    private static String originOf(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = url.getPort() < 0 || url.getPort() == (scheme.equals("http") ? 80 : 443);
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + url.getPort());
    }

    /** Returns whether pages of an origin may use the API, as pages of another site or as the server's own page. */
    boolean allows(String origin) {
        return origins.contains(ANY)
                || origins.contains(origin)
                || publicUrl.map(Exposure::originOf).filter(origin::equals).isPresent();
    }

    /** Returns the name of the host that clients see, in lower case. */
    Optional<String> publicHost() {
        return publicUrl.map(url -> url.getHost().toLowerCase(Locale.ROOT));
    }
}
