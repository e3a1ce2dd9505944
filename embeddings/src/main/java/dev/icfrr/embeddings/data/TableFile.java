package dev.icfrr.embeddings.data;

import java.io.IOException;
import java.util.List;

/** A file that describes its columns: Parquet, HDF5 or a FAISS index. */
public interface TableFile extends EmbeddingFile {

    /**
     * Returns all columns, without reading their data.
     *
     * @throws IOException if the metadata is damaged
     */
    List<Column> columns() throws IOException;
}
