package dev.icfrr.tensor;

import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes safetensors files. A file appears under its name only when it is complete. */
public final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes tensors in logical order. As in the format's own library, wide elements come first, so that all are
     * aligned, and names of one width are sorted.
     *
     * @param tensors the tensors by their names
     * @throws IllegalArgumentException for types that the format does not have, for example {@link DType#COMPLEX128},
     *     and for the name {@code __metadata__}
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, Map<String, Tensor> tensors) throws IOException {
        List<Map.Entry<String, Tensor>> ordered = tensors.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Tensor> entry) ->
                                -entry.getValue().dtype().bytes())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        byte[] header = header(ordered);
        long bytes = 8L + header.length;
        for (Map.Entry<String, Tensor> entry : ordered) {
            bytes = Math.addExact(bytes, entry.getValue().byteSize());
        }
        try (AtomicFile file = new AtomicFile(path, bytes)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            AtomicFile.write(file.channel(), length.putLong(header.length).flip(), 0);
            AtomicFile.write(file.channel(), ByteBuffer.wrap(header), 8);
            long at = 8L + header.length;
            for (Map.Entry<String, Tensor> entry : ordered) {
                PthWriter.copy(entry.getValue(), file.channel(), at);
                at += entry.getValue().byteSize();
            }
            file.commit();
        }
    }

    private static byte[] header(List<Map.Entry<String, Tensor>> tensors) {
        StringBuilder json = new StringBuilder("{");
        long at = 0;
        for (Map.Entry<String, Tensor> entry : tensors) {
            Tensor tensor = entry.getValue();
            if (entry.getKey().equals("__metadata__")) {
                throw new IllegalArgumentException("a tensor of a safetensors file cannot have the name __metadata__");
            }
            String type = SafetensorsTypes.name(tensor.dtype())
                    .orElseThrow(
                            () -> new IllegalArgumentException("safetensors files have no type " + tensor.dtype()));
            json.append(json.length() > 1 ? "," : "");
            string(entry.getKey(), json);
            json.append(":{\"dtype\":\"").append(type).append("\",\"shape\":");
            json.append(Arrays.toString(tensor.shape()).replace(" ", ""));
            json.append(",\"data_offsets\":[").append(at).append(',');
            at = Math.addExact(at, tensor.byteSize());
            json.append(at).append("]}");
        }
        byte[] text = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    private static void string(String text, StringBuilder json) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("a name is not valid Unicode");
        }
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
