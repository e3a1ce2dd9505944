package dev.icfrr.vision.checkpoint;

import dev.icfrr.vision.onnx.OnnxGraph;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The ONNX graph from pixels {@code [batch, 3, height, width]} to features {@code [batch, width]}: the mean of the
 * patch tokens after the last norm, of length 1. The class token takes part in the attention only.
 */
final class VitGraph {

    private static final float NORM_EPSILON = 1e-6f;
    private static final String BATCH = "batch";

    private final VitWeights weights;
    private final VitShape shape;
    private final Precision precision;
    private final OnnxGraph graph = new OnnxGraph("vision_transformer");

    private VitGraph(VitWeights weights, Precision precision) {
        this.weights = weights;
        this.shape = weights.shape();
        this.precision = precision;
    }

    static OnnxGraph of(VitWeights weights, Precision precision) {
        return new VitGraph(weights, precision).build();
    }

    private OnnxGraph build() {
        // 8-bit tokens share a scale per call. One image per call keeps features independent of other images.
        Object batch = precision == Precision.INT8 ? 1 : BATCH;
        graph.input("pixels", List.of(batch, 3, shape.height(), shape.pixelWidth()));
        graph.output("features", List.of(batch, shape.width()));
        graph.longs("split_heads", 0, 0, shape.heads(), shape.headWidth());
        graph.longs("join_heads", 0, 0, shape.width());
        graph.number("sqrt_two", (float) Math.sqrt(2));
        graph.number("one", 1);
        graph.number("half", 0.5f);

        String tokens = tokens();
        for (int block = 0; block < shape.depth(); block++) {
            tokens = block(tokens, "blocks." + block + ".");
        }
        tokens = norm(tokens, "norm");
        features(tokens);
        return graph;
    }

    /** Embeds the patches, puts the class token first, and adds the positions. */
    private String tokens() {
        int width = shape.width();
        int patch = shape.patch();
        String kernel = graph.floats(
                "patch_embed.weight",
                new long[] {width, 3, patch, patch},
                () -> weights.values("patch_embed.proj.weight"));
        String bias =
                graph.floats("patch_embed.bias", new long[] {width}, () -> weights.values("patch_embed.proj.bias"));
        String map = graph.node(
                "Conv",
                List.of("pixels", kernel, bias),
                Map.of("kernel_shape", new long[] {patch, patch}, "strides", new long[] {patch, patch}));
        String rows =
                graph.node("Reshape", List.of(map, graph.longs("patch_rows", 0, width, shape.patches())), Map.of());
        String patches = graph.node("Transpose", List.of(rows), Map.of("perm", new long[] {0, 2, 1}));
        // An empty first row, to which class token and its position are added, avoids a query of the batch size.
        String padded = graph.node("Pad", List.of(patches, graph.longs("room_for_class", 0, 1, 0, 0, 0, 0)), Map.of());
        String places = graph.floats("positions", new long[] {1, shape.patches() + 1L, width}, () -> {
            float[] positions = weights.values("pos_embed");
            float[] classToken = weights.values("cls_token");
            for (int i = 0; i < classToken.length; i++) {
                positions[i] += classToken[i];
            }
            return positions;
        });
        return graph.node("Add", List.of(padded, places), Map.of());
    }

    private String block(String tokens, String prefix) {
        String attended = attention(norm(tokens, prefix + "norm1"), prefix + "attn.");
        String between = graph.node("Add", List.of(tokens, attended), Map.of());
        String hidden = linear(norm(between, prefix + "norm2"), prefix + "mlp.fc1", shape.width(), shape.hidden());
        String changed = linear(gelu(hidden), prefix + "mlp.fc2", shape.hidden(), shape.width());
        return graph.node("Add", List.of(between, changed), Map.of());
    }

    private String attention(String tokens, String prefix) {
        int width = shape.width();
        LinearInput shared = precision.input(graph, tokens);
        // The scale of the scores is part of the query weights, which saves an operator on large tensors.
        String queries = heads(projection(shared, prefix, 0, (float) (1 / Math.sqrt(shape.headWidth()))));
        String keys = heads(projection(shared, prefix, 1, 1));
        String values = heads(projection(shared, prefix, 2, 1));
        String turned = graph.node("Transpose", List.of(keys), Map.of("perm", new long[] {0, 1, 3, 2}));
        String scores = graph.node("MatMul", List.of(queries, turned), Map.of());
        String shares = graph.node("Softmax", List.of(scores), Map.of("axis", -1));
        String mixed = graph.node("MatMul", List.of(shares, values), Map.of());
        String side = graph.node("Transpose", List.of(mixed), Map.of("perm", new long[] {0, 2, 1, 3}));
        String joined = graph.node("Reshape", List.of(side, "join_heads"), Map.of());
        return linear(joined, prefix + "proj", width, width);
    }

    /** Selects part 0, 1 or 2 of the stacked projection to queries, keys and values. */
    private String projection(LinearInput input, String prefix, int part, float factor) {
        int width = shape.width();
        String name = prefix + List.of("query", "key", "value").get(part);
        Supplier<float[]> matrix =
                () -> slice(weights.values(prefix + "qkv.weight"), part * width * width, width * width, factor);
        Supplier<float[]> bias = () -> slice(weights.values(prefix + "qkv.bias"), part * width, width, factor);
        return precision.linear(graph, input, name, width, width, matrix, bias);
    }

    private static float[] slice(float[] values, int from, int length, float factor) {
        float[] part = new float[length];
        for (int i = 0; i < length; i++) {
            part[i] = values[from + i] * factor;
        }
        return part;
    }

    private String heads(String tokens) {
        String split = graph.node("Reshape", List.of(tokens, "split_heads"), Map.of());
        return graph.node("Transpose", List.of(split), Map.of("perm", new long[] {0, 2, 1, 3}));
    }

    private String linear(String tokens, String name, int in, int out) {
        return precision.linear(
                graph,
                precision.input(graph, tokens),
                name,
                in,
                out,
                () -> weights.values(name + ".weight"),
                () -> weights.values(name + ".bias"));
    }

    /** Computes the exact GELU with the error function. */
    private String gelu(String x) {
        String error = graph.node("Erf", List.of(graph.node("Div", List.of(x, "sqrt_two"), Map.of())), Map.of());
        String shifted = graph.node("Add", List.of(error, "one"), Map.of());
        return graph.node("Mul", List.of(graph.node("Mul", List.of(x, shifted), Map.of()), "half"), Map.of());
    }

    private String norm(String tokens, String name) {
        String scale =
                graph.floats(name + ".weight", new long[] {shape.width()}, () -> weights.values(name + ".weight"));
        String bias = graph.floats(name + ".bias", new long[] {shape.width()}, () -> weights.values(name + ".bias"));
        return graph.node(
                "LayerNormalization", List.of(tokens, scale, bias), Map.of("axis", -1, "epsilon", NORM_EPSILON));
    }

    private void features(String tokens) {
        String patches = graph.node(
                "Slice",
                List.of(
                        tokens,
                        graph.longs("first_patch", 1),
                        graph.longs("past_patches", shape.patches() + 1L),
                        graph.longs("token_axis", 1)),
                Map.of());
        String mean = graph.node("ReduceMean", List.of(patches), Map.of("axes", new long[] {1}, "keepdims", 0));
        String length = graph.node("ReduceL2", List.of(mean), Map.of("axes", new long[] {1}, "keepdims", 1));
        String divisor = graph.node("Max", List.of(length, graph.number("shortest", 1e-12f)), Map.of());
        graph.node("Div", List.of(mean, divisor), List.of("features"), Map.of());
    }
}
