package dev.icfrr.server;

import dev.icfrr.server.http.Limits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The settings of a server.
 *
 * @param host the name or address to listen at
 * @param port the port; 0 for any free one
 * @param apiKey the key that clients must send; required unless {@code host} is a loopback address
 * @param readOnly whether the gallery cannot be changed over HTTP
 * @param limits the limits of requests
 */
public record ServerSettings(String host, int port, Optional<String> apiKey, boolean readOnly, Limits limits) {
    private static final int SHORTEST_KEY = 16;

    /** Refuses unsafe settings. */
    public ServerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        if (apiKey.isPresent() && !apiKey.get().matches("[!-~]{" + SHORTEST_KEY + ",512}")) {
            throw new IllegalArgumentException("the API key must be " + SHORTEST_KEY
                    + " to 512 characters of ASCII without spaces; 'openssl rand -hex 24' makes a good one");
        }
        if (apiKey.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException("listening at " + host
                    + " lets other machines in: set an API key (environment variable ICFRR_API_KEY, or --api-key-file FILE), or"
                    + " listen at 127.0.0.1");
        }
    }

    /** Returns settings for the loopback address, without a key. */
    public static ServerSettings local(int port) {
        return new ServerSettings("127.0.0.1", port, Optional.empty(), false, Limits.standard());
    }

    /** Returns whether only programs on this machine can reach the server. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host '" + host + "' has no address; check its spelling", e);
        }
    }
}
