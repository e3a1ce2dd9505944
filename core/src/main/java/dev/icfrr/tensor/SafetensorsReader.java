package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors files as views of the mapped bytes: the length of the header as a 64-bit number, the header as JSON
 * text, then the elements of all tensors without gaps.
 */
final class SafetensorsReader {

    /** The module name of the inert objects that stand for tensors of types without a {@link DType}. */
    static final String UNREADABLE = "safetensors type";

    /** The limit of the format's own library. */
    private static final long LONGEST_HEADER = 100_000_000;

    private SafetensorsReader() {}

    /** Returns whether the file begins like this format, which has no magic number: a length, then a brace. */
    static boolean isSafetensors(MemorySegment data) {
        if (data.byteSize() < 10) {
            return false;
        }
        long length = data.get(Elements.I8, 0);
        return length >= 2 && length <= LONGEST_HEADER && data.get(Elements.I1, 8) == '{';
    }

    /**
     * Reads all tensors: a dictionary by their names, in the order of the header.
     *
     * @param file the file, for messages
     */
    static Value read(Object file, MemorySegment data) throws TensorFormatException {
        if (data.byteSize() < 8) {
            throw new TensorFormatException(file, "byte 0", "the file was cut off; copy or download it again");
        }
        long length = data.get(Elements.I8, 0);
        if (length < 2 || length > LONGEST_HEADER || length > data.byteSize() - 8) {
            throw new TensorFormatException(
                    file,
                    "byte 0",
                    "a safetensors header of " + Long.toUnsignedString(length)
                            + " bytes does not fit: the file is damaged or was cut off");
        }
        MemorySegment content = data.asSlice(8 + length);
        try {
            SafetensorsHeader header = SafetensorsHeader.parse(text(data.asSlice(8, length)));
            requireNoGaps(header, content.byteSize());
            Value.Dict tensors = new Value.Dict(false);
            for (Map.Entry<String, SafetensorsHeader.Entry> entry :
                    header.tensors().entrySet()) {
                tensors.put(new Value.Text(entry.getKey()), tensor(entry.getKey(), entry.getValue(), content));
            }
            return tensors;
        } catch (IllegalArgumentException e) {
            throw new TensorFormatException(file, "header", String.valueOf(e.getMessage()));
        }
    }

    private static String text(MemorySegment bytes) {
        ByteBuffer text = ByteBuffer.wrap(bytes.toArray(Elements.I1));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the header is not valid UTF-8", e);
        }
    }

    /** Checks that the tensors fill the rest of the file and share no byte: a file holds nothing else. */
    private static void requireNoGaps(SafetensorsHeader header, long size) {
        List<Map.Entry<String, SafetensorsHeader.Entry>> byPlace =
                new ArrayList<>(header.tensors().entrySet());
        byPlace.sort(Comparator.comparingLong((Map.Entry<String, SafetensorsHeader.Entry> entry) ->
                        entry.getValue().begin())
                .thenComparingLong(entry -> entry.getValue().end()));
        long end = 0;
        for (Map.Entry<String, SafetensorsHeader.Entry> entry : byPlace) {
            SafetensorsHeader.Entry tensor = entry.getValue();
            if (tensor.begin() != end || tensor.end() < tensor.begin()) {
                throw new IllegalArgumentException("tensor " + PrintableText.quote(entry.getKey()) + " has the bytes "
                        + tensor.begin() + " to " + tensor.end() + ", but the tensor before it ends at " + end);
            }
            end = tensor.end();
        }
        if (end != size) {
            throw new IllegalArgumentException("the tensors have " + end + " bytes, but " + size
                    + " follow the header: the file is damaged or was cut off; copy or download it again");
        }
    }

    private static Value tensor(String name, SafetensorsHeader.Entry entry, MemorySegment content) {
        long bits = SafetensorsTypes.bits(entry.type());
        long count = Shapes.count(entry.shape());
        long bytes = entry.end() - entry.begin();
        // Division, because the product may exceed 64 bits.
        boolean fits = count == 0
                ? bytes == 0
                : bytes <= Long.MAX_VALUE / 8 && bytes * 8 / count == bits && bytes * 8 % count == 0;
        if (!fits) {
            throw new IllegalArgumentException("tensor " + PrintableText.quote(name) + " of type " + entry.type()
                    + " and shape " + Arrays.toString(entry.shape()) + " has " + bytes + " bytes");
        }
        MemorySegment data = content.asSlice(entry.begin(), bytes);
        return SafetensorsTypes.of(entry.type())
                .<Value>map(type -> Tensor.view(
                        type, data, ByteOrder.LITTLE_ENDIAN, 0, entry.shape(), Shapes.rowMajor(entry.shape())))
                .orElseGet(() -> new Value.Opaque(
                        new Value.Global(UNREADABLE, entry.type()),
                        new Value.Sequence(Value.Sequence.Kind.TUPLE, List.of())));
    }
}
