package dev.icfrr.cli.tensor;

import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.tensor.TensorEmbeddings;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.RowWriter;
import dev.icfrr.tensor.SafetensorsWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.text.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr convert}: writes one tensor in another file format. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes one tensor of a file as .pth, .npy or .safetensors. Reads every file that 'icfrr info' reads, and the "
                        + "embeddings of Parquet, HDF5 and FAISS files and of folders of shards. Keeps the type; types that NumPy "
                        + "lacks (bfloat16, float8) become float32 in .npy. All tensors of a file go into a .safetensors file, "
                        + "unless one is named.")
public final class ConvertCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN[:COLUMN]", description = "File to read.")
    private Path in = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "File to write; ends in .pth, .pt, .npy or .safetensors.")
    private Path out = Path.of("");

    @Option(
            names = {"--tensor"},
            paramLabel = "NAME",
            description = "Tensor, as 'icfrr info' names it. Required for .pth and .npy if there are several.")
    private @Nullable String name;

    @Override
    public Integer call() throws IOException {
        Format format = Format.of(out);
        EmbeddingSource source = EmbeddingSource.parse(in.toString());
        if (Files.exists(source.path()) && Files.exists(out) && Files.isSameFile(source.path(), out)) {
            throw new IllegalArgumentException(out + ": is the input file. Choose another name");
        }
        Optional<String> column = name == null ? source.column() : Optional.of(name);
        try (EmbeddingFile file = source.open()) {
            if (!(file instanceof TensorEmbeddings)) {
                write(format, file.matrix(column, Side.GALLERY));
                return 0;
            }
        }
        try (TensorFile file = TensorFiles.open(source.path())) {
            PrintWriter console = spec.commandLine().getOut();
            if (format == Format.SAFETENSORS) {
                Map<String, Tensor> tensors = selected(file, column);
                SafetensorsWriter.write(out, tensors);
                tensors.forEach(
                        (key, tensor) -> console.println(out + ": " + PrintableText.shorten(key) + " " + tensor));
            } else {
                write(format, column.isEmpty() ? file.soleTensor() : file.tensor(column.get()), console);
            }
            console.flush();
        }
        return 0;
    }

    /** Writes the embeddings of a file that is no tensor file, row by row. */
    private void write(Format format, Matrix matrix) throws IOException {
        DType type = matrix.isSinglePrecision() ? DType.FLOAT32 : DType.FLOAT64;
        if (format == Format.SAFETENSORS) {
            throw new IllegalArgumentException(
                    out + ": only tensors of tensor files become .safetensors. Write .npy first, and convert that");
        }
        try (RowWriter rows = format == Format.NPY
                ? NpyWriter.create(out, type, matrix.rows(), matrix.columns())
                : PthWriter.create(out, type, matrix.rows(), matrix.columns())) {
            double[] row = new double[matrix.columns()];
            for (int i = 0; i < matrix.rows(); i++) {
                matrix.copyRow(i, row);
                rows.writeRow(i, row);
            }
        }
        PrintWriter console = spec.commandLine().getOut();
        console.println(out + ": " + type + "[" + matrix.rows() + ", " + matrix.columns() + "]");
        console.flush();
    }

    private void write(Format format, Tensor tensor, PrintWriter console) throws IOException {
        if (format == Format.NPY
                && tensor.dtype().numpyCode().isEmpty()
                && tensor.dtype().isFloating()) {
            NpyWriter.writeAsFloat32(out, tensor);
            console.println(out + ": " + tensor + " written as " + DType.FLOAT32 + ", because NumPy has no "
                    + tensor.dtype() + "; no value changed");
            return;
        }
        if (format == Format.NPY) {
            NpyWriter.write(out, tensor);
        } else {
            PthWriter.write(out, tensor);
        }
        console.println(out + ": " + tensor);
    }

    /** Returns the tensors to write. A tensor without a name gets that of its file. */
    private Map<String, Tensor> selected(TensorFile file, Optional<String> column) throws IOException {
        if (column.isPresent()) {
            return Map.of(column.get(), file.tensor(column.get()));
        }
        Map<String, Tensor> all = file.ownTensors();
        Tensor root = all.get("");
        if (all.isEmpty() || root != null) {
            String fileName = String.valueOf(file.path().getFileName());
            int dot = fileName.lastIndexOf('.');
            return Map.of(dot > 0 ? fileName.substring(0, dot) : fileName, root == null ? file.soleTensor() : root);
        }
        return all;
    }

    private enum Format {
        PTH,
        NPY,
        SAFETENSORS;

        static Format of(Path out) {
            String name = out.toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".npy")) {
                return NPY;
            }
            if (name.endsWith(".pth") || name.endsWith(".pt")) {
                return PTH;
            }
            if (name.endsWith(".safetensors")) {
                return SAFETENSORS;
            }
            throw new IllegalArgumentException(
                    out + ": the name of the output file must end in .pth, .pt, .npy or .safetensors");
        }
    }
}
