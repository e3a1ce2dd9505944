package dev.icfrr.vision.checkpoint;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The sizes of a Vision Transformer with a class token.
 *
 * @param width of a token
 * @param depth number of blocks
 * @param heads of the attention; divides {@code width}
 * @param patch edge of a patch in pixels
 * @param gridHeight patches from top to bottom
 * @param gridWidth patches from left to right
 * @param hidden width inside the MLPs
 */
public record VitShape(int width, int depth, int heads, int patch, int gridHeight, int gridWidth, int hidden) {

    /** ViT-B/16 for 224 x 224 pixels, the published backbone. */
    public static final VitShape BASE_16 = new VitShape(768, 12, 12, 16, 14, 14, 3072);

    /** Checks the sizes. */
    public VitShape {
        int smallest = Math.min(
                Math.min(Math.min(width, depth), Math.min(heads, patch)),
                Math.min(Math.min(gridHeight, gridWidth), hidden));
        if (smallest < 1) {
            throw new IllegalArgumentException("every size of a Vision Transformer must be at least 1");
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "a width of " + width + " cannot be shared by " + heads + " heads evenly; give their number");
        }
    }

    /** Returns the height of the images in pixels. */
    public int height() {
        return gridHeight * patch;
    }

    /** Returns the width of the images in pixels. */
    public int pixelWidth() {
        return gridWidth * patch;
    }

    /** Returns the number of patches. */
    public int patches() {
        return gridHeight * gridWidth;
    }

    /** Returns the width of one head. */
    public int headWidth() {
        return width / heads;
    }

    /** Returns the names (as in timm) and shapes of the parameters, without a classifier. */
    public SequencedMap<String, long[]> parameters() {
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("cls_token", new long[] {1, 1, width});
        shapes.put("pos_embed", new long[] {1, 1L + patches(), width});
        shapes.put("patch_embed.proj.weight", new long[] {width, 3, patch, patch});
        shapes.put("patch_embed.proj.bias", new long[] {width});
        for (int block = 0; block < depth; block++) {
            String prefix = "blocks." + block + ".";
            norm(shapes, prefix + "norm1");
            linear(shapes, prefix + "attn.qkv", 3L * width, width);
            linear(shapes, prefix + "attn.proj", width, width);
            norm(shapes, prefix + "norm2");
            linear(shapes, prefix + "mlp.fc1", hidden, width);
            linear(shapes, prefix + "mlp.fc2", width, hidden);
        }
        norm(shapes, "norm");
        return shapes;
    }

    private void norm(SequencedMap<String, long[]> shapes, String name) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }

    private static void linear(SequencedMap<String, long[]> shapes, String name, long out, long in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }
}
