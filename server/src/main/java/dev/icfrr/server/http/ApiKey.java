package dev.icfrr.server.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/** The key that clients must show. Comparing takes the same time whatever they show. */
public final class ApiKey {
    private static final String BEARER = "bearer ";

    private final Optional<byte[]> digest;

    /**
     * A key.
     *
     * @param key empty if none is needed
     */
    public ApiKey(Optional<String> key) {
        digest = key.map(ApiKey::digest);
    }

    /** Whether a key is needed at all. */
    public boolean isNeeded() {
        return digest.isPresent();
    }

    /**
     * Lets a request pass.
     *
     * @throws Problem 401 if a key is needed and not shown
     */
    public void require(Context context) {
        if (digest.isPresent() && !MessageDigest.isEqual(digest.get(), digest(shown(context)))) {
            throw Problem.unauthorized();
        }
    }

    private static String shown(Context context) {
        String authorization = context.header("Authorization");
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).strip();
        }
        String header = context.header("X-API-Key");
        return header == null ? "" : header;
    }

    /** Digests have one length, so that not even the key's length shows in the time of a comparison. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
