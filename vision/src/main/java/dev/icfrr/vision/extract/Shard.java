package dev.icfrr.vision.extract;

import dev.icfrr.io.AtomicFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The features of consecutive images, stored in a file with a checksum.
 *
 * @param first index of the first image
 * @param count number of images, including broken ones
 * @param features of the images that are not broken, in order
 * @param broken images without a feature
 */
record Shard(int first, int count, List<float[]> features, List<Broken> broken) {

    private static final int MAGIC = 0x49434653;
    private static final int CHECKSUM_BYTES = 4;

    /** An image without a feature. */
    record Broken(int index, String reason) {}

    void write(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(first);
            out.writeInt(count);
            out.writeInt(broken.size());
            for (Broken image : broken) {
                out.writeInt(image.index);
                // writeUTF is limited to 65,535 bytes, and a decoder's message may be longer.
                out.writeUTF(image.reason.substring(0, Math.min(image.reason.length(), 1000)));
            }
            out.writeInt(features.isEmpty() ? 0 : features.getFirst().length);
            for (float[] feature : features) {
                for (float value : feature) {
                    out.writeFloat(value);
                }
            }
        }
        byte[] content = bytes.toByteArray();
        AtomicFile.write(file, out -> {
            DataOutputStream data = new DataOutputStream(out);
            data.write(content);
            data.writeInt(checksum(content, content.length));
            data.flush();
        });
    }

    private static int checksum(byte[] content, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(content, 0, length);
        return (int) checksum.getValue();
    }

    /** Reads a shard; empty if the file is missing, truncated, changed, or of other images. */
    static Optional<Shard> read(Path file, int first, int count) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(file);
        int length = content.length - CHECKSUM_BYTES;
        if (length < 0) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            int stored = new DataInputStream(new ByteArrayInputStream(content, length, CHECKSUM_BYTES)).readInt();
            if (stored != checksum(content, length)
                    || in.readInt() != MAGIC
                    || in.readInt() != first
                    || in.readInt() != count) {
                return Optional.empty();
            }
            List<Broken> broken = new ArrayList<>();
            int brokenCount = in.readInt();
            for (int i = 0; i < brokenCount; i++) {
                broken.add(new Broken(in.readInt(), in.readUTF()));
            }
            int width = in.readInt();
            List<float[]> features = new ArrayList<>();
            for (int i = 0; i < count - brokenCount; i++) {
                float[] feature = new float[width];
                for (int j = 0; j < width; j++) {
                    feature[j] = in.readFloat();
                }
                features.add(feature);
            }
            return Optional.of(new Shard(first, count, features, broken));
        }
    }
}
