package dev.icfrr.vision.index;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.matrix.Finite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Items collected for an index: features and thumbnails on disk, the rest in memory. */
final class ItemSpool implements ItemSource, AutoCloseable {
    private record Entry(String id, long label, Optional<byte[]> hash, long thumbnailAt, int thumbnailBytes) {}

    private final Path featureFile;
    private final Path thumbnailFile;
    private final FileChannel features;
    private final FileChannel thumbnails;
    private final List<Entry> entries = new ArrayList<>();
    private int dimension;
    private long thumbnailEnd;
    private ByteBuffer row = ByteBuffer.allocate(0);

    /**
     * Creates the files in a folder.
     *
     * @param dimension values per feature; 0 to take that of the first item
     */
    ItemSpool(Path folder, int dimension) throws IOException {
        this.dimension = dimension;
        featureFile = Files.createTempFile(folder, "features", ".spool");
        thumbnailFile = Files.createTempFile(folder, "thumbnails", ".spool");
        features = FileChannel.open(featureFile, StandardOpenOption.READ, StandardOpenOption.WRITE);
        thumbnails = FileChannel.open(thumbnailFile, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** @throws IllegalArgumentException if the feature differs in length from the others or is not finite */
    void add(IndexItem item) throws IOException {
        float[] feature = item.feature();
        if (entries.isEmpty() && dimension == 0) {
            dimension = feature.length;
        }
        if (feature.length != dimension || feature.length == 0) {
            throw new IllegalArgumentException("the feature of '" + item.id() + "' has " + feature.length
                    + " values, the others have " + dimension);
        }
        Finite.requireFinite(feature, feature.length, entries.size());
        if (row.capacity() < 4 * dimension) {
            row = ByteBuffer.allocateDirect(4 * dimension).order(ByteOrder.LITTLE_ENDIAN);
        }
        row.clear();
        row.asFloatBuffer().put(feature);
        AtomicFile.write(features, row.limit(4 * dimension), 4L * dimension * entries.size());
        byte[] thumbnail = item.thumbnail().orElse(new byte[0]);
        AtomicFile.write(thumbnails, ByteBuffer.wrap(thumbnail), thumbnailEnd);
        entries.add(new Entry(item.id(), item.label(), item.contentHash(), thumbnailEnd, thumbnail.length));
        thumbnailEnd += thumbnail.length;
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public void copyFeature(int item, float[] into) {
        read(features, row.clear().limit(4 * dimension), 4L * dimension * item);
        row.flip().asFloatBuffer().get(into, 0, dimension);
    }

    @Override
    public String id(int item) {
        return entries.get(item).id;
    }

    @Override
    public long label(int item) {
        return entries.get(item).label;
    }

    @Override
    public Optional<byte[]> thumbnail(int item) {
        Entry entry = entries.get(item);
        if (entry.thumbnailBytes == 0) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(entry.thumbnailBytes);
        read(thumbnails, bytes, entry.thumbnailAt);
        return Optional.of(bytes.array());
    }

    @Override
    public Optional<byte[]> contentHash(int item) {
        return entries.get(item).hash;
    }

    private static void read(FileChannel channel, ByteBuffer into, long position) {
        try {
            long at = position;
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    throw new IOException("a temporary file was cut off");
                }
                at += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (features;
                thumbnails) {
            Files.deleteIfExists(featureFile);
            Files.deleteIfExists(thumbnailFile);
        }
    }
}
