package dev.icfrr.vision.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxModelTest {

    @TempDir
    Path folder;

    /** Pixels of 2 x 5 come out as 10 tokens of width 3, as a feature map and as plain vectors. */
    private Path model(Object batch) throws IOException {
        OnnxGraph graph = new OnnxGraph("test");
        graph.input("image", List.of(batch, 3, 2, 5));
        graph.output("tokens", List.of(batch, 10, 3));
        graph.output("map", List.of(batch, 3, 2, 5));
        graph.output("vector", List.of(batch, 30));
        String rows = graph.node("Reshape", List.of("image", graph.longs("rows", 0, 3, 10)), Map.of());
        graph.node("Transpose", List.of(rows), List.of("tokens"), Map.of("perm", new long[] {0, 2, 1}));
        graph.node("Mul", List.of("image", graph.number("one", 1)), List.of("map"), Map.of());
        graph.node("Reshape", List.of("image", graph.longs("flat", 0, 30)), List.of("vector"), Map.of());
        return written(graph, "model.onnx");
    }

    private Path written(OnnxGraph graph, String name) throws IOException {
        Path path = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(path)) {
            graph.writeTo(out, Map.of("key", "välue"));
        }
        return path;
    }

    @Test
    void aBatchFixedInTheOutputAloneCountsToo() throws IOException {
        OnnxGraph graph = new OnnxGraph("careless");
        graph.input("image", List.of("n", 3, 2, 5));
        graph.output("vector", List.of(1, 30));
        graph.node("Reshape", List.of("image", graph.longs("flat", 1, 30)), List.of("vector"), Map.of());
        try (OnnxModel model = OnnxEngine.open(written(graph, "careless.onnx"), OnnxOptions.processor(1))) {
            assertThat(model.batch()).hasValue(1);
        }
    }

    /** A model that flattens its pixels, with these types of input and output. */
    private Path flattening(int inputType, int outputType) throws IOException {
        ProtoMessage flatten =
                new ProtoMessage().text(1, "image").text(2, "flat").text(4, "Flatten");
        ProtoMessage cast = new ProtoMessage()
                .text(1, "flat")
                .text(2, "vector")
                .text(4, "Cast")
                .message(
                        5,
                        new ProtoMessage().text(1, "to").integer(3, outputType).integer(20, 2));
        ProtoMessage graph = new ProtoMessage()
                .message(1, flatten)
                .message(1, cast)
                .text(2, "flattening")
                .message(11, declared("image", inputType, 2, 3, 2, 5))
                .message(12, declared("vector", outputType, 2, 30));
        Path file = folder.resolve("flattening.onnx");
        try (OutputStream out = Files.newOutputStream(file)) {
            new ProtoMessage()
                    .integer(1, 8)
                    .message(7, graph)
                    .message(8, new ProtoMessage().integer(2, 17))
                    .writeTo(out);
        }
        return file;
    }

    private static ProtoMessage declared(String name, int type, int... shape) {
        ProtoMessage dimensions = new ProtoMessage();
        for (int size : shape) {
            dimensions.message(1, new ProtoMessage().integer(1, size));
        }
        ProtoMessage tensor = new ProtoMessage().integer(1, type).message(2, dimensions);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }

    /** Types 1, 10, 11 and 16 of the format are floats of 32, 16 and 64 bits and brain floats. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1e-6", "1, 11, 1e-6", "1, 10, 1e-3", "10, 1, 1e-3", "10, 10, 1e-3", "1, 16, 1e-2"})
    void readsFloatsOfEveryWidth(int input, int output, float tolerance) throws IOException {
        FloatBuffer pixels =
                ByteBuffer.allocateDirect(4 * 60).order(ByteOrder.nativeOrder()).asFloatBuffer();
        double sum = 0;
        for (int i = 0; i < 60; i++) {
            pixels.put(i, i / 30f);
            sum += i < 30 ? i * i / 900.0 : 0;
        }
        try (OnnxModel model = OnnxEngine.open(flattening(input, output), OnnxOptions.processor(1))) {
            float[][] vectors = model.run(pixels, 2, 2, 2, 5);
            for (int i = 0; i < 30; i++) {
                assertThat(vectors[0][i]).isCloseTo((float) (i / 30.0 / Math.sqrt(sum)), within(tolerance));
            }
        }
    }

    private static OnnxOptions options(Pooling pooling, String output) {
        return new OnnxOptions(1, OptionalInt.empty(), Optional.of(pooling), Optional.ofNullable(output));
    }

    private static FloatBuffer pixels(int images) {
        FloatBuffer pixels = ByteBuffer.allocateDirect(120 * images)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, i % 30 + 1);
        }
        return pixels;
    }

    private static double[] direction(float[] vector) {
        double[] scaled = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            scaled[i] = vector[i] / vector[0];
        }
        return scaled;
    }

    private float[] first(Pooling pooling, String output) throws IOException {
        try (OnnxModel model = OnnxEngine.open(model("n"), options(pooling, output))) {
            float[][] vectors = model.run(pixels(2), 2, 2, 2, 5);
            assertThat(vectors).hasNumberOfRows(2);
            assertThat(vectors[1]).isEqualTo(vectors[0]);
            double length = 0;
            for (float value : vectors[0]) {
                length += value * value;
            }
            assertThat(length).isCloseTo(1, within(1e-6));
            return vectors[0];
        }
    }

    @Test
    void poolsAsRequested() throws IOException {
        assertThat(direction(first(Pooling.CLS, null))).containsExactly(new double[] {1, 11, 21}, within(1e-5));
        double mean = 5.5;
        assertThat(direction(first(Pooling.MEAN, "tokens")))
                .containsExactly(new double[] {1, (10 + mean) / mean, (20 + mean) / mean}, within(1e-5));
        assertThat(first(Pooling.MEAN, "map")).isEqualTo(first(Pooling.MEAN, "tokens"));
        // Nine of ten tokens form a square: one stands in front.
        assertThat(direction(first(Pooling.MEAN_PATCH, null)))
                .containsExactly(new double[] {1, 16 / 6.0, 26 / 6.0}, within(1e-5));
        assertThat(first(Pooling.NONE, null)).hasSize(30);
    }

    @Test
    void readsFixedSizesAndProperties() throws IOException {
        try (OnnxModel fixed = OnnxEngine.open(model(4), options(Pooling.CLS, null))) {
            assertThat(fixed.batch()).hasValue(4);
            assertThat(fixed.imageSize().orElseThrow()).containsExactly(2, 5);
            assertThat(fixed.properties()).containsEntry("key", "välue");
        }
        try (OnnxModel free = OnnxEngine.open(model("n"), options(Pooling.CLS, null))) {
            assertThat(free.batch()).isEmpty();
        }
    }

    @Test
    void rejectsAnUnsuitableOutputAndListsAll() throws IOException {
        Path model = model("n");
        assertThatThrownBy(() -> OnnxEngine.open(model, options(Pooling.NONE, "tokens")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokens [-1, 10, 3]")
                .hasMessageContaining("cls");
        assertThatThrownBy(() -> OnnxEngine.open(model, options(Pooling.NONE, "other")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokens, map, vector");
    }

    @Test
    void rejectsModelsThatAreNoImageEncoders() throws IOException {
        OnnxGraph graph = new OnnxGraph("text");
        graph.input("a", List.of("n", 5));
        graph.output("b", List.of("n", 5));
        graph.node("Mul", List.of("a", graph.number("two", 2)), List.of("b"), Map.of());
        Path model = written(graph, "text.onnx");
        assertThatThrownBy(() -> OnnxEngine.open(model, OnnxOptions.processor(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("[batch, 3, height, width]");
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "this is no model");
        assertThatThrownBy(() -> OnnxEngine.open(broken, OnnxOptions.processor(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(broken.toString());
        assertThatThrownBy(() -> OnnxEngine.open(folder.resolve("missing.onnx"), OnnxOptions.processor(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such model");
    }

    @Test
    void rejectsFeaturesThatAreNotFinite() throws IOException {
        FloatBuffer pixels = pixels(1);
        pixels.put(7, Float.NaN);
        try (OnnxModel model = OnnxEngine.open(model("n"), options(Pooling.NONE, null))) {
            assertThatThrownBy(() -> model.run(pixels, 1, 1, 2, 5))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("finite");
        }
    }
}
