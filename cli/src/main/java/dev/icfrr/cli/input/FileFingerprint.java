package dev.icfrr.cli.input;

import dev.icfrr.io.FileHashes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Identifies an input file by size and hash. Of files beyond 64 MiB only the first and the last 32 MiB are hashed,
 * because hashing a distance matrix of gigabytes takes longer than reading it.
 *
 * @param whole whether the hash is of the whole file
 */
public record FileFingerprint(Path path, long bytes, String sha256, boolean whole) {
    private static final int PART = 32 << 20;

    /** Computes the fingerprint of a file. */
    public static FileFingerprint of(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = file.size();
            MessageDigest digest = FileHashes.newDigest();
            boolean whole = size <= 2L * PART;
            update(digest, file, 0, whole ? size : PART);
            if (!whole) {
                update(digest, file, size - PART, PART);
            }
            return new FileFingerprint(path, size, HexFormat.of().formatHex(digest.digest()), whole);
        }
    }

    /**
     * Computes the fingerprint of the shards of a folder: their sizes together, and a hash of their names, sizes and
     * hashes. That of a single file is its own.
     *
     * @param place the file or the folder
     */
    public static FileFingerprint of(Path place, List<Path> files) throws IOException {
        if (files.size() == 1) {
            return of(files.getFirst());
        }
        MessageDigest digest = FileHashes.newDigest();
        long bytes = 0;
        boolean whole = true;
        for (Path file : files) {
            FileFingerprint one = of(file);
            digest.update((file.getFileName() + "\n" + one.bytes + "\n" + one.sha256 + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            bytes += one.bytes;
            whole &= one.whole;
        }
        return new FileFingerprint(place, bytes, HexFormat.of().formatHex(digest.digest()), whole);
    }

    private static void update(MessageDigest digest, FileChannel file, long from, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        long at = from;
        while (at < from + length) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), from + length - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                return;
            }
            digest.update(buffer.flip());
            at += read;
        }
    }

    /** Returns the hash, with a note if it does not cover the whole file. */
    public String text() {
        return whole ? sha256 : sha256 + " (first and last 32 MiB)";
    }

    /** Returns the fields for JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("path", path.toString());
        map.put("bytes", bytes);
        map.put(whole ? "sha256" : "sha256_of_first_and_last_32_MiB", sha256);
        return map;
    }
}
