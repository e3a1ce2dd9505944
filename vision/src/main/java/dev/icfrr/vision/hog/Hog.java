package dev.icfrr.vision.hog;

import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;

/**
 * Histograms of oriented gradients after Dalal and Triggs (CVPR 2005): each cell of the scaled image counts the
 * directions of its gradients, and blocks of neighboring cells are normalized together. Deterministic and thread-safe.
 *
 * @param size side of the square an image is scaled to, in pixels, a multiple of {@code cell}
 * @param cell side of a cell in pixels, at least 2
 * @param block side of a block in cells, 1 .. {@code size / cell}; blocks overlap by all but one cell
 * @param bins number of directions, at least 1
 * @param signed whether opposite directions differ (bins over 360 degrees) or not (over 180). A drawn line has both
 *     sides, the edge of a surface has one: unsigned sees them alike
 * @param crop whether the image is first cut to the box that holds its lines, so that size and place matter less
 */
public record Hog(int size, int cell, int block, int bins, boolean signed, boolean crop) {

    /** Upper limit of normalized values, so that no single edge dominates a block (L2-Hys). */
    private static final float CLIP = 0.2f;

    /** Energy added to every block, as a share of the mean, so that noise weighs less than an outline. */
    private static final double FLOOR = 1;

    /** The share of the gradient's energy that may lie outside the crop on each side. */
    private static final double TAIL = 0.01;

    /** Checks the values. */
    public Hog {
        if (cell < 2 || size < cell || size % cell != 0 || size > 4096) {
            throw new IllegalArgumentException(
                    "an image of " + size + " pixels cannot be divided into cells of " + cell + " pixels");
        }
        if (block < 1 || block > size / cell) {
            throw new IllegalArgumentException("blocks of " + block + " cells do not fit " + size / cell + " cells");
        }
        if (bins < 1 || bins > 360) {
            throw new IllegalArgumentException(bins + " bins are not between 1 and 360");
        }
    }

    /** Returns settings for sketches and images of single objects. */
    public static Hog standard() {
        return new Hog(96, 16, 2, 9, false, true);
    }

    /** Returns the number of values of a feature. */
    public int length() {
        int blocks = size / cell - block + 1;
        return blocks * blocks * block * block * bins;
    }

    /** Extracts the feature of an image.
     *
     * @param image of any size
     * @return {@link #length()} values, not negative, of Euclidean length 1; all 0 for an image without any edge
     */
    public float[] extract(BufferedImage image) {
        BufferedImage content = crop ? Gradients.cropToContent(image, TAIL) : image;
        float[] histograms = histograms(Gradients.of(fitted(content)));
        double floor = FLOOR * meanBlockEnergy(histograms);
        float[] descriptor = new float[length()];
        int cells = size / cell;
        int at = 0;
        for (int y = 0; y + block <= cells; y++) {
            for (int x = 0; x + block <= cells; x++) {
                int start = at;
                for (int row = y; row < y + block; row++) {
                    System.arraycopy(histograms, (row * cells + x) * bins, descriptor, at, block * bins);
                    at += block * bins;
                }
                normalize(descriptor, start, at, floor);
                clip(descriptor, start, at);
            }
        }
        normalize(descriptor, 0, descriptor.length, 0);
        return descriptor;
    }

    private double meanBlockEnergy(float[] histograms) {
        double sum = 0;
        for (float value : histograms) {
            sum += (double) value * value;
        }
        int cells = size / cell;
        return sum * block * block / (cells * cells);
    }

    private BufferedImage fitted(BufferedImage content) {
        return Images.scale(content, size, size);
    }

    /**
     * Computes the histograms of the cells, row by row. Every gradient is distributed over the nearest cells and
     * directions.
     */
    private float[] histograms(Gradients gradients) {
        int cells = size / cell;
        float[] histograms = new float[cells * cells * bins];
        double turn = signed ? 2 * Math.PI : Math.PI;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int at = y * size + x;
                double magnitude = gradients.magnitude(at);
                if (magnitude > 0) {
                    double angle =
                            StrictMath.atan2(gradients.dy()[at], gradients.dx()[at]);
                    double direction = ((angle % turn) + turn) % turn / turn * bins;
                    share(histograms, cells, (x + 0.5) / cell - 0.5, (y + 0.5) / cell - 0.5, direction, magnitude);
                }
            }
        }
        return histograms;
    }

    /** Bin {@code b} has its center at direction {@code b}: a vertical edge falls into bin 0 only. */
    private void share(float[] histograms, int cells, double column, double row, double direction, double magnitude) {
        int x0 = (int) Math.floor(column);
        int y0 = (int) Math.floor(row);
        int bin = (int) Math.floor(direction);
        for (int y = Math.max(y0, 0); y <= Math.min(y0 + 1, cells - 1); y++) {
            double weightY = magnitude * (1 - Math.abs(row - y));
            for (int x = Math.max(x0, 0); x <= Math.min(x0 + 1, cells - 1); x++) {
                double weight = weightY * (1 - Math.abs(column - x));
                int start = (y * cells + x) * bins;
                double next = direction - bin;
                histograms[start + bin % bins] += (float) (weight * (1 - next));
                histograms[start + (bin + 1) % bins] += (float) (weight * next);
            }
        }
    }

    private static void clip(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] = Math.min(values[i], CLIP);
        }
    }

    private static void normalize(float[] values, int from, int to, double epsilon) {
        double sum = epsilon;
        for (int i = from; i < to; i++) {
            sum += (double) values[i] * values[i];
        }
        if (sum == 0) {
            return;
        }
        double factor = 1 / Math.sqrt(sum);
        for (int i = from; i < to; i++) {
            values[i] = (float) (values[i] * factor);
        }
    }
}
