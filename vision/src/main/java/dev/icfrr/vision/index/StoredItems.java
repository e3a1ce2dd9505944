package dev.icfrr.vision.index;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mapped files of some items of a generation: features, ids, labels and hashes of images, but no thumbnails. */
final class StoredItems {
    private final Matrix features;
    private final Ids ids;
    private final @Nullable Tensor labels;
    private final @Nullable Tensor contents;

    private StoredItems(Matrix features, Ids ids, @Nullable Tensor labels, @Nullable Tensor contents) {
        this.features = features;
        this.ids = ids;
        this.labels = labels;
        this.contents = contents;
    }

    /**
     * Maps the files.
     *
     * @param prefix of the files' names
     * @param present the files of the generation
     * @param size number of items
     * @throws IOException if a file does not match the number of items and values
     */
    static StoredItems open(Path files, String prefix, Set<String> present, int size, int dimension)
            throws IOException {
        Matrix features = TensorFiles.map(files.resolve(prefix + GenerationWriter.FEATURES))
                .asMatrix();
        require(
                features.rows() == size && features.columns() == dimension,
                files.resolve(prefix + GenerationWriter.FEATURES));
        Path nameFile = files.resolve(prefix + GenerationWriter.IDS);
        BlobFile names = BlobFile.open(nameFile);
        require(names.count() == size, nameFile);
        Path orderFile = files.resolve(prefix + GenerationWriter.ID_ORDER);
        Tensor order = TensorFiles.map(orderFile);
        require(order.rank() == 1 && order.count() == size, orderFile);
        Tensor labels = mapIfPresent(files, prefix + GenerationWriter.LABELS, present);
        require(
                labels == null || (labels.rank() == 1 && labels.count() == size),
                files.resolve(prefix + GenerationWriter.LABELS));
        Tensor contents = mapIfPresent(files, prefix + GenerationWriter.CONTENTS, present);
        require(
                contents == null || contents.count() == (long) size * ContentHashes.BYTES,
                files.resolve(prefix + GenerationWriter.CONTENTS));
        return new StoredItems(features, new Ids(names, order, orderFile), labels, contents);
    }

    private static @Nullable Tensor mapIfPresent(Path files, String name, Set<String> present) throws IOException {
        return present.contains(name) ? TensorFiles.map(files.resolve(name)) : null;
    }

    /** @throws IOException naming the file, if it does not fit the manifest */
    static void require(boolean fits, Path file) throws IOException {
        if (!fits) {
            throw new IOException(file + ": does not fit " + Generations.MANIFEST);
        }
    }

    int size() {
        return features.rows();
    }

    Matrix features() {
        return features;
    }

    String id(int item) {
        return ids.get(item);
    }

    OptionalInt find(String id) {
        return ids.find(id);
    }

    boolean isLabelled() {
        return labels != null;
    }

    long label(int item) {
        return labels == null ? IndexItem.UNKNOWN : labels.getLong(item);
    }

    /**
     * Finds an item by the hash of its image. Reads the hashes from the first item on, one after the other.
     *
     * @param from the first item that may be found
     * @return -1 if there is none
     */
    int withContent(byte[] hash, int from) {
        MemorySegment hashes = contents == null ? null : contents.memory(DType.UINT8);
        if (hashes == null || ContentHashes.isNone(hash)) {
            return -1;
        }
        MemorySegment wanted = MemorySegment.ofArray(hash);
        long first = wanted.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        for (int item = from; item < size(); item++) {
            long at = (long) item * ContentHashes.BYTES;
            if (hashes.get(ValueLayout.JAVA_LONG_UNALIGNED, at) == first
                    && hashes.asSlice(at, ContentHashes.BYTES).mismatch(wanted) < 0) {
                return item;
            }
        }
        return -1;
    }

    Optional<byte[]> contentHash(int item) {
        if (contents == null) {
            return Optional.empty();
        }
        byte[] hash = ContentHashes.read(contents, item);
        return ContentHashes.isNone(hash) ? Optional.empty() : Optional.of(hash);
    }
}
