package dev.icfrr.vision.onnx;

import java.util.Locale;

/** How one vector per image is made of a model's output. */
public enum Pooling {
    /** The output is one vector per image already. */
    NONE,
    /** The first token, which is the class token of models that have one. */
    CLS,
    /** The mean of all tokens, or of all places of a feature map. */
    MEAN,
    /** The mean of the tokens that stand for patches: class and register tokens in front are left out. */
    MEAN_PATCH;

    /** The name as on the command line, for example {@code mean-patch}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Makes one vector per image.
     *
     * @param values the output, row-major
     * @param shape {@code [batch, width]}, {@code [batch, tokens, width]} or {@code [batch, channels, rows, columns]}
     * @param images how many of the batch to take
     * @return a new array per image
     */
    float[][] apply(float[] values, long[] shape, int images) {
        int vectors = shape.length == 2 ? 1 : (int) (shape.length == 3 ? shape[1] : shape[2] * shape[3]);
        int width = (int) (shape.length == 4 ? shape[1] : shape[shape.length - 1]);
        // A feature map has the places innermost, tokens have them outermost.
        int step = shape.length == 4 ? 1 : width;
        int stride = shape.length == 4 ? vectors : 1;
        int first = this == MEAN_PATCH ? vectors - patches(vectors) : 0;
        int end = this == CLS || this == NONE ? 1 : vectors;
        float[][] pooled = new float[images][width];
        for (int image = 0; image < images; image++) {
            int base = image * vectors * width;
            for (int i = 0; i < width; i++) {
                double sum = 0;
                for (int vector = first; vector < end; vector++) {
                    sum += values[base + vector * step + i * stride];
                }
                pooled[image][i] = (float) (sum / (end - first));
            }
        }
        return pooled;
    }

    /** Patches among so many tokens: they form a square, and fewer others stand before them than would make the next. */
    static int patches(int tokens) {
        int edge = (int) Math.sqrt(tokens);
        return edge * edge;
    }

    /** Whether an output of so many dimensions can be pooled this way. */
    boolean takes(int rank) {
        return switch (this) {
            case NONE -> rank == 2;
            case CLS, MEAN_PATCH -> rank == 3;
            case MEAN -> rank == 3 || rank == 4;
        };
    }
}
