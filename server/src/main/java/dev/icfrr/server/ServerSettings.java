package dev.icfrr.server;

import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Credentials;
import dev.icfrr.server.http.Exposure;
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
 * @param changes who may change the gallery over HTTP
 * @param exposure how clients reach the server through others
 * @param limits the limits of requests
 */
public record ServerSettings(
        String host, int port, Optional<String> apiKey, ChangeAccess changes, Exposure exposure, Limits limits) {
    /** Refuses unsafe settings. */
    public ServerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        apiKey.ifPresent(key -> Credentials.requireSafe("API key", key));
        if (apiKey.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException("listening at " + host
                    + " lets other machines in: set an API key (environment variable ICFRR_API_KEY, or --api-key-file FILE), or"
                    + " listen at 127.0.0.1");
        }
    }

    /** Returns settings for the loopback address, without a key. Nobody may change the gallery. */
    public static ServerSettings local(int port) {
        return new ServerSettings(
                "127.0.0.1", port, Optional.empty(), new ChangeAccess.Nobody(), Exposure.NONE, Limits.standard());
    }

    /** Returns these settings with another access to changes. */
    public ServerSettings withChanges(ChangeAccess newChanges) {
        return new ServerSettings(host, port, apiKey, newChanges, exposure, limits);
    }

    /** Returns these settings with another exposure. */
    public ServerSettings withExposure(Exposure newExposure) {
        return new ServerSettings(host, port, apiKey, changes, newExposure, limits);
    }

    /** Returns these settings with an API key. */
    public ServerSettings withApiKey(String key) {
        return new ServerSettings(host, port, Optional.of(key), changes, exposure, limits);
    }

    /** Returns these settings with other limits. */
    public ServerSettings withLimits(Limits newLimits) {
        return new ServerSettings(host, port, apiKey, changes, exposure, newLimits);
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
