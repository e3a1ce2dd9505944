package dev.icfrr.server.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/** The key that clients must send. The time of a comparison does not depend on the key that they send. */
public final class ApiKey {
    private static final String BEARER = "bearer ";

    private final Optional<byte[]> digest;

    /**
     * Creates a check of the key.
     *
     * @param key empty if clients need none
     */
    public ApiKey(Optional<String> key) {
        digest = key.map(ApiKey::digest);
    }

    /**
     * Checks a request.
     *
     * @throws Problem 401 if the key is missing or wrong
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

    /** Returns a digest. Digests have one length, so the time of a comparison does not show the length of the key. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
