package dev.icfrr.vision.onnx;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a model's output becomes one vector per image. */
public enum Pooling {
    /** The output already is one vector per image. */
    NONE,
    /** The first token, which is the class token if the model has one. */
    CLS,
    /** The mean of all tokens, or of all positions of a feature map. */
    MEAN,
    /** The mean of the patch tokens, without the class and register tokens before them. */
    MEAN_PATCH;

    /** Returns the name on the command line, for example {@code mean-patch}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the one with a label; empty if there is none. */
    public static Optional<Pooling> of(String label) {
        return Arrays.stream(values())
                .filter(pooling -> pooling.label().equals(label))
                .findFirst();
    }

    /**
     * Computes one vector per image.
     *
     * @param values the output, row-major
     * @param shape {@code [batch, width]}, {@code [batch, tokens, width]} or {@code [batch, channels, rows, columns]}
     * @param images number of images to take from the batch
     * @return a new array per image
     */
    float[][] apply(float[] values, long[] shape, int images) {
        int vectors = shape.length == 2 ? 1 : (int) (shape.length == 3 ? shape[1] : shape[2] * shape[3]);
        int width = (int) (shape.length == 4 ? shape[1] : shape[shape.length - 1]);
        // Positions are the innermost dimension of a feature map and the outermost of tokens.
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

    /**
     * Returns the number of patches among the tokens: the largest square that is not larger than the number of tokens.
     */
    static int patches(int tokens) {
        int edge = (int) Math.sqrt(tokens);
        return edge * edge;
    }

    /** Returns whether an output with this number of dimensions can be pooled this way. */
    boolean takes(int rank) {
        return switch (this) {
            case NONE -> rank == 2;
            case CLS, MEAN_PATCH -> rank == 3;
            case MEAN -> rank == 3 || rank == 4;
        };
    }
}
