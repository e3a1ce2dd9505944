package dev.icfrr.vision.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A builder of an ONNX model. Operators are added in the order in which they run, and every tensor has a name. Written
 * for operator set 17, which ONNX Runtime reads from version 1.13 on.
 */
public final class OnnxGraph {

    /** The size limit of protocol buffers, 2 GiB. */
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 17;
    private static final int FLOAT = 1;
    private static final int INT8 = 3;
    private static final int INT64 = 7;

    private final ProtoMessage graph = new ProtoMessage();
    private int nodes;

    /** @param name shown by viewers */
    public OnnxGraph(String name) {
        graph.text(2, name);
    }

    /**
     * Declares an input of 32-bit floats.
     *
     * @param shape numbers, or names of variable sizes
     */
    public void input(String name, List<Object> shape) {
        graph.message(11, declared(name, shape));
    }

    /**
     * Declares an output of 32-bit floats.
     *
     * @param shape numbers, or names of variable sizes
     */
    public void output(String name, List<Object> shape) {
        graph.message(12, declared(name, shape));
    }

    private static ProtoMessage declared(String name, List<Object> shape) {
        ProtoMessage dimensions = new ProtoMessage();
        for (Object size : shape) {
            ProtoMessage dimension = new ProtoMessage();
            if (size instanceof Number number) {
                dimension.integer(1, number.longValue());
            } else {
                dimension.text(2, String.valueOf(size));
            }
            dimensions.message(1, dimension);
        }
        ProtoMessage tensor = new ProtoMessage().integer(1, FLOAT).message(2, dimensions);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }

    /** Adds an operator with one output and returns the output's name. */
    public String node(String operator, List<String> inputs, Map<String, Object> attributes) {
        String output = operator + "_" + nodes;
        node(operator, inputs, List.of(output), attributes);
        return output;
    }

    /**
     * Adds an operator.
     *
     * @param attributes {@code Integer}, {@code Float} or {@code long[]} values
     */
    public void node(String operator, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
        ProtoMessage node = new ProtoMessage();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, operator + "_" + nodes++).text(4, operator);
        attributes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(attribute -> node.message(5, attribute(attribute.getKey(), attribute.getValue())));
        graph.message(1, node);
    }

    private static ProtoMessage attribute(String name, Object value) {
        ProtoMessage attribute = new ProtoMessage().text(1, name);
        switch (value) {
            case Float number -> attribute.floating(2, number).integer(20, 1);
            case Integer number -> attribute.integer(3, number).integer(20, 2);
            case long[] numbers -> {
                for (long number : numbers) {
                    attribute.integer(8, number);
                }
                attribute.integer(20, 7);
            }
            default -> throw new IllegalArgumentException("no attribute can be a " + value.getClass());
        }
        return attribute;
    }

    /**
     * Adds constant 32-bit floats.
     *
     * @param values asked for when the file is written: as many as the shape says
     * @return {@code name}
     */
    public String floats(String name, long[] shape, Supplier<float[]> values) {
        return constant(name, FLOAT, shape, 4, out -> out.write(littleEndian(values.get())));
    }

    /** Adds constant 8-bit signed integers. */
    public String bytes(String name, long[] shape, Supplier<byte[]> values) {
        return constant(name, INT8, shape, 1, out -> out.write(values.get()));
    }

    /** Adds a constant list of whole numbers, for example a shape or axes. */
    public String longs(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(name, INT64, new long[] {values.length}, 8, out -> out.write(bytes.array()));
    }

    /** Adds a single constant number. */
    public String number(String name, float value) {
        return floats(name, new long[0], () -> new float[] {value});
    }

    private String constant(String name, int type, long[] shape, int size, ProtoMessage.Payload payload) {
        ProtoMessage tensor = new ProtoMessage();
        for (long dimension : shape) {
            tensor.integer(1, dimension);
        }
        tensor.integer(2, type).text(8, name);
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        long bytes = Math.multiplyExact(count, size);
        tensor.payload(9, bytes, out -> {
            CountingStream counted = new CountingStream(out);
            payload.writeTo(counted);
            if (counted.count != bytes) {
                throw new IllegalStateException(
                        "constant " + name + " has " + counted.count + " bytes instead of " + bytes);
            }
        });
        graph.message(5, tensor);
        return name;
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /**
     * Writes the model.
     *
     * @param properties stored in the file as text, for example its origin
     * @throws IOException if the file cannot be written or the model is larger than the format allows
     */
    public void writeTo(OutputStream out, Map<String, String> properties) throws IOException {
        ProtoMessage model = new ProtoMessage()
                .integer(1, IR_VERSION)
                .text(2, "icfrr")
                .message(8, new ProtoMessage().text(1, "").integer(2, OPERATOR_SET))
                .message(7, graph);
        properties.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(property -> model.message(
                        14, new ProtoMessage().text(1, property.getKey()).text(2, property.getValue())));
        if (model.length() > MAX_BYTES) {
            throw new IOException("the model would have " + model.length() + " bytes, and an ONNX file ends at "
                    + MAX_BYTES + "; --quantize int8 makes it four times smaller");
        }
        model.writeTo(out);
    }

    private static final class CountingStream extends OutputStream {
        private final OutputStream out;
        private long count;

        CountingStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
