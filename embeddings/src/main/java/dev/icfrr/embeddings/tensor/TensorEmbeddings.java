package dev.icfrr.embeddings.tensor;

import dev.icfrr.embeddings.data.ColumnChoice;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Matrices;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tensor file: its columns are its tensors, by the names that {@code icfrr info} shows. */
public final class TensorEmbeddings implements EmbeddingFile {
    private final TensorFile file;

    private TensorEmbeddings(TensorFile file) {
        this.file = file;
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it is no tensor file, or damaged
     */
    @SuppressWarnings("MustBeClosed") // the result owns the file and closes it
    public static TensorEmbeddings open(Path path) throws IOException {
        return new TensorEmbeddings(TensorFiles.open(path));
    }

    @Override
    public String format() {
        return file.kind().title();
    }

    @Override
    public Path path() {
        return file.path();
    }

    /** Returns whether the file holds Python's {@code None}. */
    public boolean isNone() {
        return file.root() instanceof Value.None;
    }

    /**
     * Returns a tensor of any shape.
     *
     * @param column its name; if empty, the only one of the file
     * @throws IOException if there is none, or several
     */
    public Tensor tensor(Optional<String> column) throws IOException {
        return column.isPresent() ? file.tensor(column.get()) : file.soleTensor();
    }

    /**
     * Returns the only tensor of the file as a matrix.
     *
     * @throws IOException if it holds several, or no matrix
     */
    public Matrix soleMatrix() throws IOException {
        return Matrices.of(file.soleTensor(), file.path());
    }

    @Override
    public Matrix matrix(Optional<String> column, Side side) throws IOException {
        if (column.isPresent()) {
            return Matrices.of(file.tensor(column.get()), file.path());
        }
        List<String> matrices = new ArrayList<>();
        for (Map.Entry<String, Tensor> entry : file.ownTensors().entrySet()) {
            if (entry.getValue().rank() == 2) {
                matrices.add(entry.getKey());
            }
        }
        if (matrices.size() < 2) {
            // Names what is there if it is no matrix.
            return Matrices.of(matrices.isEmpty() ? file.soleTensor() : file.tensor(matrices.getFirst()), file.path());
        }
        String chosen = ColumnChoice.of(file.path(), column, matrices, side.usualNames(), "embeddings");
        return Matrices.of(file.tensor(chosen), file.path());
    }

    @Override
    public ItemValues values(Optional<String> column, Side side) throws IOException {
        Optional<String> place = column.isPresent()
                ? column
                : side.usualNames().stream()
                        .filter(name -> file.find(name).isPresent())
                        .findFirst();
        if (place.isEmpty() && !(file.root() instanceof Value.Sequence)) {
            return new ItemValues.Numbers(file.soleIntegers());
        }
        Value value = file.find(place.orElse("")).orElse(file.root());
        if (value instanceof Value.Sequence list
                && !list.items().isEmpty()
                && list.items().stream().allMatch(Value.Text.class::isInstance)) {
            return new ItemValues.Names(list.items().stream()
                    .map(item -> ((Value.Text) item).value())
                    .toList());
        }
        return new ItemValues.Numbers(place.isEmpty() ? file.soleIntegers() : file.integers(place.get()));
    }

    @Override
    public void close() {
        file.close();
    }
}
