package dev.icfrr.cli.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * Options of a server: address, API key and load limits. No method has a type of the server: the help lists all
 * commands without the server's libraries.
 */
public final class ServeOptions {
    /** The environment variable that may hold the key. */
    static final String KEY_VARIABLE = "ICFRR_API_KEY";

    private static final int LONGEST_KEY_FILE = 4096;

    @Option(
            names = {"--port"},
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port; 0 for any free port (${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = {"--host"},
            paramLabel = "NAME",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on (${DEFAULT-VALUE}, this machine only). Any other address requires an API key.")
    private String host = "127.0.0.1";

    @Option(
            names = {"--api-key-file"},
            paramLabel = "FILE",
            description =
                    "File with the API key that clients must send; or set the environment variable " + KEY_VARIABLE
                            + ". The key itself is not an option, because other users could read it in the process list.")
    private @Nullable Path apiKeyFile;

    /** Who may change the gallery; both missing for clients that send the printed token. */
    private static final class ChangeOptions {
        @Option(
                names = {"--writable"},
                description = "Let every client that may search also add and remove items. "
                        + "Without it, clients must send the token that is printed at the start.")
        private boolean writable;

        @Option(
                names = {"--read-only"},
                description = "Reject requests that add or remove items.")
        private boolean readOnly;
    }

    @ArgGroup
    private @Nullable ChangeOptions changeOptions;

    @Option(
            names = {"--public-url"},
            paramLabel = "URL",
            description = "Address of the page as clients see it behind a proxy, such as https://name/path/.")
    private @Nullable URI publicUrl;

    @Option(
            names = {"--allow-origin"},
            paramLabel = "ORIGIN",
            description = "Origin whose pages may use the API, such as https://name; repeatable; * for all.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = {"--trusted-proxy"},
            paramLabel = "ADDRESS",
            description =
                    "Address, network (10.0.0.0/8) or name of a proxy whose X-Forwarded-For is believed; repeatable. "
                            + "Proxies on this machine are believed.")
    private List<String> proxies = new ArrayList<>();

    @Option(
            names = {"--access-log"},
            paramLabel = "FILE",
            description = "Append a line for every request to this file; - for standard output.")
    private @Nullable Path accessLog;

    @Option(
            names = {"--workers"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads that compute answers; 0 for one per core (${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = {"--queue"},
            paramLabel = "N",
            defaultValue = "128",
            description = "Requests that may wait for a worker; further ones get status 429 (${DEFAULT-VALUE}).")
    private int queue = 128;

    int port() {
        return port;
    }

    String host() {
        return host;
    }

    boolean isWritable() {
        return changeOptions != null && changeOptions.writable;
    }

    boolean isReadOnly() {
        return changeOptions != null && changeOptions.readOnly;
    }

    Optional<URI> publicUrl() {
        return Optional.ofNullable(publicUrl);
    }

    Set<String> origins() {
        return Set.copyOf(origins);
    }

    List<String> proxies() {
        return List.copyOf(proxies);
    }

    Optional<Path> accessLog() {
        return Optional.ofNullable(accessLog);
    }

    int workers() {
        if (workers < 0) {
            throw new IllegalArgumentException("--workers must be at least 0 (0 for one per core), not " + workers);
        }
        return workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
    }

    int queue() {
        if (queue < 0) {
            throw new IllegalArgumentException("--queue must be at least 0, not " + queue);
        }
        return queue;
    }

    /** Returns the key in the file, otherwise the one in the environment. */
    Optional<String> apiKey() throws IOException {
        if (apiKeyFile == null) {
            return Optional.ofNullable(System.getenv(KEY_VARIABLE)).filter(key -> !key.isBlank());
        }
        if (Files.size(apiKeyFile) > LONGEST_KEY_FILE) {
            throw new IOException(apiKeyFile + ": is too long for an API key. The file should hold only the key");
        }
        return Optional.of(Files.readString(apiKeyFile).strip());
    }
}
