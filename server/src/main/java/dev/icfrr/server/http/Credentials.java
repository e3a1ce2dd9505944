package dev.icfrr.server.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks the API key and the token for changes that clients send. The time of a comparison does not depend on what they
 * send.
 */
public final class Credentials {
    private static final int SHORTEST = 16;
    private static final String BEARER = "bearer ";

    private final Optional<byte[]> key;
    private final Optional<byte[]> token;
    private final ChangeAccess changes;

    /**
     * Creates a check.
     *
     * @param key the API key; empty if clients need none
     * @param changes who may change the gallery
     */
    public Credentials(Optional<String> key, ChangeAccess changes) {
        this.key = key.map(Credentials::digest);
        this.changes = changes;
        token = changes instanceof ChangeAccess.TokenHolders(String text)
                ? Optional.of(digest(text))
                : Optional.empty();
    }

    /**
     * Refuses secrets that can be guessed or that do not fit into a header.
     *
     * @throws IllegalArgumentException if the secret is too short or has other characters
     */
    public static void requireSafe(String what, String secret) {
        if (!secret.matches("[!-~]{" + SHORTEST + ",512}")) {
            throw new IllegalArgumentException("the " + what + " must be " + SHORTEST
                    + " to 512 characters of ASCII without spaces; 'openssl rand -hex 24' makes a good one");
        }
    }

    /**
     * Checks whether a client may search.
     *
     * @throws Problem 401 if the key is missing or wrong
     */
    public void require(Context context) {
        byte[] shown = digest(shown(context));
        if (key.isPresent() && !matches(key, shown) && !matches(token, shown)) {
            throw Problem.unauthorized(
                    "API key needed", "send the key as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'");
        }
    }

    /**
     * Checks whether a client that may search may also change the gallery.
     *
     * @throws Problem 403 if nobody may or the client sent the API key alone, 401 if the client sent no token
     */
    public void requireChange(Context context) {
        if (changes instanceof ChangeAccess.Nobody) {
            throw Problem.forbidden("the gallery cannot be changed: the server was started with --read-only");
        }
        if (!mayChange(context)) {
            String detail = "send the token that the server printed at its start as 'Authorization: Bearer TOKEN',"
                    + " or start the server with --writable";
            throw key.isPresent()
                    ? Problem.forbidden("the key does not allow changes: " + detail)
                    : Problem.unauthorized("Token needed", detail);
        }
    }

    /** Returns whether a client that may search may also change the gallery. */
    public boolean mayChange(Context context) {
        return switch (changes) {
            case ChangeAccess.Nobody _ -> false;
            case ChangeAccess.Everybody _ -> true;
            case ChangeAccess.TokenHolders _ -> matches(token, digest(shown(context)));
        };
    }

    private static boolean matches(Optional<byte[]> secret, byte[] shown) {
        return secret.isPresent() && MessageDigest.isEqual(secret.get(), shown);
    }

    private static String shown(Context context) {
        String authorization = context.header("Authorization");
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).strip();
        }
        String header = context.header("X-API-Key");
        return header == null ? "" : header;
    }

    /**
     * Returns a digest. Digests have one length, so the time of a comparison does not show the length of the secret.
     */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
