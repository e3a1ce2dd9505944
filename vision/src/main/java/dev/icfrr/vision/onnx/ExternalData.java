package dev.icfrr.vision.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names of the files that hold tensors of a model. A tensor can stand in a graph, in an attribute of an operator,
 * in a nested graph and in a function, so all of these are searched.
 */
final class ExternalData {

    /** The messages of the format that lead to tensors, with the fields in which they lead there. */
    private enum Message {
        MODEL,
        TRAINING,
        FUNCTION,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE,
        TENSOR,
        ENTRY
    }

    private static final Map<Message, Map<Integer, Message>> FIELDS = Map.of(
            Message.MODEL, Map.of(7, Message.GRAPH, 20, Message.TRAINING, 25, Message.FUNCTION),
            Message.TRAINING, Map.of(1, Message.GRAPH, 2, Message.GRAPH),
            Message.FUNCTION, Map.of(7, Message.NODE, 11, Message.ATTRIBUTE),
            Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE),
            Message.NODE, Map.of(5, Message.ATTRIBUTE),
            Message.ATTRIBUTE,
                    Map.of(
                            5, Message.TENSOR,
                            6, Message.GRAPH,
                            10, Message.TENSOR,
                            11, Message.GRAPH,
                            22, Message.SPARSE,
                            23, Message.SPARSE),
            Message.SPARSE, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
            Message.TENSOR, Map.of(13, Message.ENTRY),
            Message.ENTRY, Map.of());

    private static final int DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;
    private static final int DEEPEST = 200;

    private final MemorySegment data;
    private final SortedSet<String> locations = new TreeSet<>();

    private ExternalData(MemorySegment data) {
        this.data = data;
    }

    /**
     * Returns the locations that a model's tensors name, relative to its folder. Empty if all weights are in the file
     * itself, or if the file is not in ONNX's own format.
     */
    static SortedSet<String> locations(Path model) throws IOException {
        try (FileChannel channel = FileChannel.open(model);
                Arena arena = Arena.ofConfined()) {
            MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            ExternalData found = new ExternalData(data);
            try {
                found.message(Message.MODEL, 0, data.byteSize(), 0);
            } catch (IndexOutOfBoundsException e) {
                // ONNX Runtime describes a damaged file when it opens the model.
                return found.locations;
            }
            return found.locations;
        }
    }

    private void message(Message kind, long start, long end, int depth) {
        if (depth > DEEPEST) {
            throw new IndexOutOfBoundsException("nested too deeply");
        }
        @Nullable String location = null;
        boolean external = false;
        Cursor cursor = new Cursor(start, end);
        while (cursor.at < end) {
            long tag = cursor.varint();
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> {
                    long value = cursor.varint();
                    external |= kind == Message.TENSOR && field == DATA_LOCATION && value == EXTERNAL;
                }
                case 1 -> cursor.skip(8);
                case 2 -> {
                    long length = cursor.varint();
                    long from = cursor.at;
                    cursor.skip(length);
                    @Nullable Message inner = fields(kind).get(field);
                    if (inner == Message.ENTRY) {
                        location = entry(from, cursor.at).orElse(location);
                    } else if (inner != null) {
                        message(inner, from, cursor.at, depth + 1);
                    }
                }
                case 5 -> cursor.skip(4);
                default -> throw new IndexOutOfBoundsException("no such wire type");
            }
        }
        if (external && location != null) {
            locations.add(location);
        }
    }

    private static Map<Integer, Message> fields(Message kind) {
        return FIELDS.getOrDefault(kind, Map.of());
    }

    /** Returns the value of an entry whose key is {@code location}. */
    private Optional<String> entry(long start, long end) {
        String key = "";
        String value = "";
        Cursor cursor = new Cursor(start, end);
        while (cursor.at < end) {
            long tag = cursor.varint();
            if ((tag & 7) != 2) {
                throw new IndexOutOfBoundsException("not a text");
            }
            long length = cursor.varint();
            long from = cursor.at;
            cursor.skip(length);
            String text = text(from, cursor.at);
            if (tag >>> 3 == 1) {
                key = text;
            } else if (tag >>> 3 == 2) {
                value = text;
            }
        }
        return key.equals("location") ? Optional.of(value) : Optional.empty();
    }

    private String text(long from, long to) {
        return new String(data.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** A position in the bytes of one message. */
    private final class Cursor {
        private final long end;
        private long at;

        Cursor(long at, long end) {
            this.at = at;
            this.end = end;
        }

        void skip(long bytes) {
            if (bytes < 0 || bytes > end - at) {
                throw new IndexOutOfBoundsException("past the end of a message");
            }
            at += bytes;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (at >= end) {
                    throw new IndexOutOfBoundsException("past the end of a message");
                }
                byte next = data.get(ValueLayout.JAVA_BYTE, at++);
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IndexOutOfBoundsException("a number of more than 64 bits");
        }
    }
}
