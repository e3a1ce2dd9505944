package dev.icfrr.vision.extract;

import dev.icfrr.io.FileHashes;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.ImageSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Identifies extractions that give the same features. */
final class WorkFingerprint {

    private WorkFingerprint() {}

    /**
     * Hashes the identity of the encoder and the paths, sizes and modification times of the images. Missing images are
     * hashed as missing.
     *
     * @param maxPixels the limit above which images are rejected
     */
    public static String of(String encoder, DatasetLayout dataset, long maxPixels) throws IOException {
        MessageDigest digest = FileHashes.newDigest();
        add(digest, "encoder " + encoder);
        add(digest, "limit " + maxPixels);
        add(digest, dataset.queries());
        add(digest, dataset.gallery());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, ImageSet images) throws IOException {
        // The word stays: it is part of the fingerprints of existing caches.
        add(digest, "pictures " + images.size());
        for (int i = 0; i < images.size(); i++) {
            Path path = images.path(i).toAbsolutePath().normalize();
            add(digest, path.toString());
            try {
                BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                add(digest, file.size() + " " + file.lastModifiedTime().toMillis());
            } catch (NoSuchFileException e) {
                add(digest, "missing");
            }
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
