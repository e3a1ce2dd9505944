package dev.icfrr.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums of whole files. */
public final class FileHashes {

    private FileHashes() {}

    /** Returns the SHA-256 of a file's bytes in hexadecimal. */
    public static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(digest(file, newDigest()));
    }

    /** Returns the digest of a file's bytes. */
    public static byte[] digest(Path file, MessageDigest digest) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.digest();
    }

    /** Creates a SHA-256 digest, which every Java platform has. */
    public static MessageDigest newDigest() {
        return newDigest("SHA-256");
    }

    /**
     * Creates a digest.
     *
     * @param algorithm one that every Java platform has
     * @throws IllegalStateException if this platform lacks it
     */
    public static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
