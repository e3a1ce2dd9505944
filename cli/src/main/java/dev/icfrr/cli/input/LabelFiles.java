package dev.icfrr.cli.input;

import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.metrics.Labels;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads labels: whole numbers, or names, which get numbers. */
final class LabelFiles {
    private LabelFiles() {}

    /**
     * Reads a file with the lists {@code query} and {@code gallery}.
     *
     * @throws IOException if it lacks one of them, or they are no labels
     */
    static Labels both(EmbeddingFile file) throws IOException {
        return labels(
                file.values(Optional.of("query"), Side.QUERY),
                file.values(Optional.of("gallery"), Side.GALLERY),
                file.paths().getFirst().toString());
    }

    /** Reads the labels of each side from a file of its own, or from columns of one file. */
    static Labels ofSides(EmbeddingSource query, EmbeddingSource gallery) throws IOException {
        try (EmbeddingFile queryFile = query.open();
                EmbeddingFile galleryFile = gallery.open()) {
            return labels(
                    queryFile.values(query.column(), Side.QUERY),
                    galleryFile.values(gallery.column(), Side.GALLERY),
                    query + " and " + gallery);
        }
    }

    private static Labels labels(ItemValues query, ItemValues gallery, String source) throws IOException {
        if (query instanceof ItemValues.Numbers queryNumbers && gallery instanceof ItemValues.Numbers galleryNumbers) {
            return Labels.of(queryNumbers.values(), galleryNumbers.values());
        }
        if (query.getClass() != gallery.getClass()) {
            throw new IOException(source + ": the labels of one side are numbers and those of the other are names. Use"
                    + " only one of the two");
        }
        Map<String, Long> numbers = new HashMap<>();
        return Labels.of(numbered(query, numbers), numbered(gallery, numbers));
    }

    private static long[] numbered(ItemValues names, Map<String, Long> numbers) {
        return names.texts().stream()
                .mapToLong(name -> numbers.computeIfAbsent(name, _ -> (long) numbers.size()))
                .toArray();
    }

    /**
     * Checks the number of labels.
     *
     * @throws IOException if one side has another number of items
     */
    static void requireSize(Labels labels, int queries, int gallery, String source) throws IOException {
        require(labels.queries(), queries, "query", "queries", source);
        require(labels.gallerySize(), gallery, "gallery", "gallery items", source);
    }

    private static void require(int labels, int items, String side, String what, String source) throws IOException {
        if (labels != items) {
            throw new IOException(source + ": " + labels + " " + side + " labels for " + items + " " + what);
        }
    }
}
