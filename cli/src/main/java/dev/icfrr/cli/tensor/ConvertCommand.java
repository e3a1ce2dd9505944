package dev.icfrr.cli.tensor;

import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
                "Writes one tensor of a file as .pth or .npy. Reads .pth, .npy, .npz, .fvecs, .ivecs and .bvecs. Keeps the type; types "
                        + "that NumPy lacks (bfloat16, float8) become float32 in .npy.")
public final class ConvertCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "File to read.")
    private Path in = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "File to write; ends in .pth, .pt or .npy.")
    private Path out = Path.of("");

    @Option(
            names = {"--tensor"},
            paramLabel = "NAME",
            description = "Tensor, as 'icfrr info' names it. Required if there are several.")
    private @Nullable String name;

    @Override
    public Integer call() throws IOException {
        boolean npy = isNpy(out);
        if (Files.exists(in) && Files.exists(out) && Files.isSameFile(in, out)) {
            throw new IllegalArgumentException(out + ": is the input file. Choose another name");
        }
        try (TensorFile file = TensorFiles.open(in)) {
            Tensor tensor = name == null ? file.soleTensor() : file.tensor(name);
            PrintWriter console = spec.commandLine().getOut();
            if (npy && tensor.dtype().numpyCode().isEmpty() && tensor.dtype().isFloating()) {
                NpyWriter.writeAsFloat32(out, tensor);
                console.println(out + ": " + tensor + " written as " + DType.FLOAT32 + ", because NumPy has no "
                        + tensor.dtype() + "; no value changed");
            } else {
                if (npy) {
                    NpyWriter.write(out, tensor);
                } else {
                    PthWriter.write(out, tensor);
                }
                console.println(out + ": " + tensor);
            }
            console.flush();
        }
        return 0;
    }

    private static boolean isNpy(Path out) {
        String name = out.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".npy")) {
            return true;
        }
        if (name.endsWith(".pth") || name.endsWith(".pt")) {
            return false;
        }
        throw new IllegalArgumentException(out + ": the name of the output file must end in .pth, .pt or .npy");
    }
}
