package dev.icfrr.vision.index;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mapped files of some items of a generation: features, ids, labels and hashes of images, but no thumbnails. */
final class StoredItems {
    private static final int LABELS_AT_A_TIME = 1 << 14;

    private final Matrix features;
    private final Ids ids;
    private final @Nullable Tensor labels;
    private final @Nullable Tensor contents;
    private final Path contentFile;
    private final @Nullable ContentOrder storedOrder;
    /** Null until it is needed, and if it is stored. */
    private @Nullable ContentOrder computedOrder;

    private StoredItems(
            Matrix features,
            Ids ids,
            @Nullable Tensor labels,
            @Nullable Tensor contents,
            @Nullable ContentOrder storedOrder,
            Path contentFile) {
        this.features = features;
        this.ids = ids;
        this.labels = labels;
        this.contents = contents;
        this.storedOrder = storedOrder;
        this.contentFile = contentFile;
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
        Path contentFile = files.resolve(prefix + GenerationWriter.CONTENTS);
        require(
                contents == null
                        || (contents.memory(DType.UINT8) != null
                                && contents.count() == (long) size * ContentHashes.BYTES),
                contentFile);
        return new StoredItems(
                features,
                new Ids(names, order, orderFile),
                labels,
                contents,
                contents == null ? null : contentOrder(files, prefix, present, contents),
                contentFile);
    }

    private static @Nullable ContentOrder contentOrder(Path files, String prefix, Set<String> present, Tensor contents)
            throws IOException {
        Tensor order = mapIfPresent(files, prefix + GenerationWriter.CONTENT_ORDER, present);
        if (order == null) {
            return null;
        }
        Path file = files.resolve(prefix + GenerationWriter.CONTENT_ORDER);
        require(order.rank() == 1 && order.count() * ContentHashes.BYTES == contents.count(), file);
        return new ContentOrder(contents, order, file);
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
     * Counts the items of each label among some items.
     *
     * @param counts receives the counts by label; items without a label are not counted
     */
    void countLabels(int first, int end, Map<Long, Integer> counts) {
        Tensor known = labels;
        if (known == null) {
            return;
        }
        long[] some = new long[Math.clamp(end - first, 0, LABELS_AT_A_TIME)];
        for (int from = first; from < end; from += some.length) {
            int count = Math.min(some.length, end - from);
            known.copyTo(from, some, 0, count);
            // Items of a class often follow each other.
            for (int start = 0, next; start < count; start = next) {
                next = start + 1;
                while (next < count && some[next] == some[start]) {
                    next++;
                }
                if (some[start] != IndexItem.UNKNOWN) {
                    counts.merge(some[start], next - start, Integer::sum);
                }
            }
        }
    }

    /**
     * Finds an item by the hash of its image.
     *
     * @param from the first item that may be found
     * @return the first such item, or -1 if there is none
     */
    int withContent(byte[] hash, int from) {
        Tensor hashes = contents;
        return hashes == null || ContentHashes.isNone(hash)
                ? -1
                : contentOrder(hashes).find(hash, from);
    }

    /** Returns the order of hashes. Indexes of earlier programs do not store it, and few added items do without. */
    private synchronized ContentOrder contentOrder(Tensor hashes) {
        ContentOrder known = storedOrder != null ? storedOrder : computedOrder;
        if (known == null) {
            known = new ContentOrder(hashes, ContentOrder.of(hashes), contentFile);
            computedOrder = known;
        }
        return known;
    }

    /** Returns the hashes of images if their order is not stored. */
    Optional<Tensor> unorderedContents() {
        return storedOrder == null ? Optional.ofNullable(contents) : Optional.empty();
    }

    Optional<byte[]> contentHash(int item) {
        if (contents == null) {
            return Optional.empty();
        }
        byte[] hash = ContentHashes.read(contents, item);
        return ContentHashes.isNone(hash) ? Optional.empty() : Optional.of(hash);
    }
}
