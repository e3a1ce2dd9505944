package dev.icfrr.server.http;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Who may change the gallery over HTTP. */
public sealed interface ChangeAccess {
    /** No client may. */
    record Nobody() implements ChangeAccess {}

    /** Every client may that may search. */
    record Everybody() implements ChangeAccess {}

    /**
     * Clients that send a token may. The token also serves as the API key.
     *
     * @param token at least 16 characters of ASCII without spaces
     */
    record TokenHolders(String token) implements ChangeAccess {
        private static final int TOKEN_BYTES = 24;

        /** Refuses a short token. */
        public TokenHolders {
            Credentials.requireSafe("token for changes", token);
        }

        /** Returns access by a new random token. */
        public static TokenHolders withNewToken() {
            byte[] bytes = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(bytes);
            return new TokenHolders(HexFormat.of().formatHex(bytes));
        }

        /** Returns a text without the token, because texts get into logs. */
        @Override
        public String toString() {
            return "TokenHolders[]";
        }
    }
}
