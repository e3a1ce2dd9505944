package dev.icfrr.cli.python;

import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls about tensor files, so that Python reads and writes {@code .pth} files without PyTorch. */
final class TensorOperations {
    private static final int PART = 1 << 16;

    private TensorOperations() {}

    /** Lists the tensors of a file: path within the file, type and shape. */
    static Object list(Request request, ProgressListener unused) throws IOException {
        try (TensorFile file = TensorFiles.open(Path.of(request.text("path", "")))) {
            return file.tensors().entrySet().stream()
                    .map(entry -> List.of(
                            entry.getKey(),
                            entry.getValue().dtype().toString(),
                            entry.getValue().shape()))
                    .toList();
        }
    }

    /** Copies the tensor {@code name} of a file into {@code values}: float32, float64 or int64. */
    static Object read(Request request, ProgressListener unused) throws IOException {
        NativeArray values = request.output("values");
        try (TensorFile file = TensorFiles.open(Path.of(request.text("path", "")))) {
            Tensor tensor = file.tensor(request.text("name", ""));
            for (long start = 0; start < tensor.count(); start += PART) {
                copy(tensor, start, (int) Math.min(PART, tensor.count() - start), values);
            }
        }
        return "";
    }

    private static void copy(Tensor tensor, long start, int count, NativeArray values) {
        MemorySegment into = values.data();
        switch (values.dtype()) {
            case FLOAT32 -> {
                float[] part = new float[count];
                tensor.copyTo(start, part, 0, count);
                MemorySegment.copy(part, 0, into, ValueLayout.JAVA_FLOAT_UNALIGNED, start * Float.BYTES, count);
            }
            case FLOAT64 -> {
                double[] part = new double[count];
                tensor.copyTo(start, part, 0, count);
                MemorySegment.copy(part, 0, into, ValueLayout.JAVA_DOUBLE_UNALIGNED, start * Double.BYTES, count);
            }
            case INT64 -> {
                long[] part = new long[count];
                tensor.copyTo(start, part, 0, count);
                MemorySegment.copy(part, 0, into, ValueLayout.JAVA_LONG_UNALIGNED, start * Long.BYTES, count);
            }
            default -> throw new IllegalArgumentException("values must be float32, float64 or int64");
        }
    }

    /** Writes {@code value}, or the dictionary {@code values}, as {@code torch.save} does. */
    static Object write(Request request, ProgressListener unused) throws IOException {
        Path path = Path.of(request.text("path", ""));
        if (request.has("value")) {
            PthWriter.write(path, request.array("value").tensor());
            return "";
        }
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (String name : request.texts("names")) {
            values.put(name, request.array("values_" + values.size()).tensor());
        }
        PthWriter.write(path, Value.Dict.of(values));
        return "";
    }
}
