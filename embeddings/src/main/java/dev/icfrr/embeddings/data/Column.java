package dev.icfrr.embeddings.data;

import java.util.List;

/**
 * A column of a file of embeddings, as its metadata describes it.
 *
 * @param name of the column, as {@code FILE:COLUMN} takes it
 * @param type of an element in the format's words, for example {@code float32}
 * @param shape rows first; {@value #VARYING} for a length that differs from row to row
 * @param use what the column can be read as
 */
public record Column(String name, String type, List<Long> shape, Use use) {
    /** A length that differs from row to row, or is not known without reading. */
    public static final long VARYING = -1;

    /** What a column can be read as. */
    public enum Use {
        /** Embeddings, one row for each item. */
        EMBEDDINGS,
        /** Values: labels, or ids of items. */
        VALUES,
        /** Nothing that this program reads. */
        NONE
    }

    /** Copies the shape. */
    public Column {
        shape = List.copyOf(shape);
    }
}
