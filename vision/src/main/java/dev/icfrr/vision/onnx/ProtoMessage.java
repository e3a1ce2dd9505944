package dev.icfrr.vision.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A builder of a protocol buffers message. Large payloads are written on demand and have a known length, so a model is
 * never in memory twice.
 */
final class ProtoMessage {

    /** Bytes that are computed when they are written. */
    interface Payload {
        void writeTo(OutputStream out) throws IOException;
    }

    private sealed interface Part {}

    private record Bytes(ByteArrayOutputStream bytes) implements Part {}

    private record Deferred(Payload payload) implements Part {}

    private record Nested(ProtoMessage message) implements Part {}

    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final List<Part> parts = new ArrayList<>();
    private ByteArrayOutputStream tail = newTail();
    private long length;

    private ByteArrayOutputStream newTail() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parts.add(new Bytes(bytes));
        return bytes;
    }

    /**
     * Returns the number of bytes that {@link #writeTo} writes. Nested messages must be complete before they are added.
     */
    long length() {
        return length;
    }

    ProtoMessage integer(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    ProtoMessage floating(int field, float value) {
        tag(field, FIXED32);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            tail.write(bits >> shift);
        }
        length += 4;
        return this;
    }

    ProtoMessage text(int field, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        tag(field, LENGTH_DELIMITED);
        varint(bytes.length);
        tail.writeBytes(bytes);
        length += bytes.length;
        return this;
    }

    ProtoMessage message(int field, ProtoMessage value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.length);
        parts.add(new Nested(value));
        length += value.length;
        tail = newTail();
        return this;
    }

    ProtoMessage payload(int field, long bytes, Payload payload) {
        tag(field, LENGTH_DELIMITED);
        varint(bytes);
        parts.add(new Deferred(payload));
        length += bytes;
        tail = newTail();
        return this;
    }

    private void tag(int field, int type) {
        varint(((long) field << 3) | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            tail.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
            length++;
        }
        tail.write((int) rest);
        length++;
    }

    void writeTo(OutputStream out) throws IOException {
        for (Part part : parts) {
            switch (part) {
                case Bytes bytes -> bytes.bytes.writeTo(out);
                case Deferred deferred -> deferred.payload.writeTo(out);
                case Nested nested -> nested.message.writeTo(out);
            }
        }
    }
}
