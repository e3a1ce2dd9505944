package dev.icfrr.vision.checkpoint;

import dev.icfrr.vision.onnx.OnnxGraph;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The precision of the linear layers of a graph. Everything else is in 32-bit floats. */
public enum Precision {
    /** 32-bit floats. Features equal those of PyTorch. */
    FLOAT32 {
        @Override
        LinearInput input(OnnxGraph graph, String tokens) {
            return new LinearInput(tokens, "", "");
        }

        @Override
        String linear(
                OnnxGraph graph,
                LinearInput input,
                String name,
                int in,
                int out,
                Supplier<float[]> weight,
                Supplier<float[]> bias) {
            String matrix =
                    graph.floats(name + ".weight", new long[] {in, out}, () -> transposed(weight.get(), out, in));
            String product = graph.node("MatMul", List.of(input.values(), matrix), Map.of());
            return graph.node("Add", List.of(product, graph.floats(name + ".bias", new long[] {out}, bias)), Map.of());
        }
    },
    /**
     * 8-bit integers: weights are rounded once with a scale per output, tokens are rounded at run time with a scale per
     * call. Weights use 7 of their bits, because older processors add pairs of products in 16 bits, and all 8 would
     * make features depend on the processor.
     */
    INT8 {
        @Override
        LinearInput input(OnnxGraph graph, String tokens) {
            String name = tokens + "_8bit";
            graph.node(
                    "DynamicQuantizeLinear", List.of(tokens), List.of(name, name + "_scale", name + "_zero"), Map.of());
            return new LinearInput(name, name + "_scale", name + "_zero");
        }

        @Override
        String linear(
                OnnxGraph graph,
                LinearInput input,
                String name,
                int in,
                int out,
                Supplier<float[]> weight,
                Supplier<float[]> bias) {
            String matrix = graph.bytes(name + ".weight", new long[] {in, out}, () -> quantized(weight.get(), out, in));
            String scales = graph.floats(name + ".scale", new long[] {out}, () -> scales(weight.get(), out, in));
            String sums = graph.node("MatMulInteger", List.of(input.values(), matrix, input.zero()), Map.of());
            String floats = graph.node("Cast", List.of(sums), Map.of("to", 1));
            String unit = graph.node("Mul", List.of(input.scale(), scales), Map.of());
            String product = graph.node("Mul", List.of(floats, unit), Map.of());
            return graph.node("Add", List.of(product, graph.floats(name + ".bias", new long[] {out}, bias)), Map.of());
        }
    };

    private static final float LARGEST = 63;

    /** Converts tokens to the form that {@link #linear} takes. */
    abstract LinearInput input(OnnxGraph graph, String tokens);

    /**
     * Adds {@code tokens * weight^T + bias}.
     *
     * @param weight {@code [out, in]}, as in PyTorch
     * @return the name of the result
     */
    abstract String linear(
            OnnxGraph graph,
            LinearInput input,
            String name,
            int in,
            int out,
            Supplier<float[]> weight,
            Supplier<float[]> bias);

    private static float[] transposed(float[] matrix, int rows, int columns) {
        float[] turned = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = matrix[row * columns + column];
            }
        }
        return turned;
    }

    private static float[] scales(float[] matrix, int rows, int columns) {
        float[] scales = new float[rows];
        for (int row = 0; row < rows; row++) {
            float largest = 0;
            for (int column = 0; column < columns; column++) {
                largest = Math.max(largest, Math.abs(matrix[row * columns + column]));
            }
            scales[row] = largest == 0 ? 1 : largest / LARGEST;
        }
        return scales;
    }

    private static byte[] quantized(float[] matrix, int rows, int columns) {
        float[] scales = scales(matrix, rows, columns);
        byte[] turned = new byte[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = (byte) Math.rint(matrix[row * columns + column] / scales[row]);
            }
        }
        return turned;
    }
}
