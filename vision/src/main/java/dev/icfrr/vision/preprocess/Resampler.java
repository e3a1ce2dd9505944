package dev.icfrr.vision.preprocess;

import java.util.Arrays;

/**
 * Resizes images with exactly the result of Pillow's {@code Image.resize}: one pass along rows, one along columns, 8
 * bits in between, and weights rounded to {@value #PRECISION} binary places. No JVM library gives this result, and
 * features change visibly with a different one.
 */
public final class Resampler {

    private static final int PRECISION = 22;
    private static final int HALF = 1 << (PRECISION - 1);

    private Resampler() {}

    /**
     * Returns an image of another size; the same object if it already has that size.
     *
     * @param width at least 1
     * @param height at least 1
     */
    public static RgbPixels resize(RgbPixels image, int width, int height, Interpolation kernel) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image cannot be resized to " + width + " x " + height);
        }
        RgbPixels wide = width == image.width() ? image : alongRows(image, width, kernel);
        return height == image.height() ? wide : alongColumns(wide, height, kernel);
    }

    /**
     * The weights of the input pixels of each output pixel: {@code weights[out * span + i]} times input
     * {@code first[out] + i}.
     */
    private static final class Taps {

        final int span;
        final int[] first;
        final int[] count;
        final int[] weights;

        private Taps(int span, int[] first, int[] count, int[] weights) {
            this.span = span;
            this.first = first;
            this.count = count;
            this.weights = weights;
        }

        static Taps of(int from, int to, Interpolation kernel) {
            double scale = (double) from / to;
            double widening = Math.max(scale, 1);
            double support = kernel.support() * widening;
            int span = (int) Math.ceil(support) * 2 + 1;
            int[] first = new int[to];
            int[] count = new int[to];
            int[] weights = new int[Math.multiplyExact(to, span)];
            double[] exact = new double[span];
            double narrowing = 1 / widening;
            for (int out = 0; out < to; out++) {
                double center = (out + 0.5) * scale;
                int start = Math.max((int) (center - support + 0.5), 0);
                int n = Math.min((int) (center + support + 0.5), from) - start;
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    exact[i] = kernel.weight((i + start - center + 0.5) * narrowing);
                    sum += exact[i];
                }
                for (int i = 0; i < n; i++) {
                    double weight = sum == 0 ? exact[i] : exact[i] / sum;
                    weights[out * span + i] = (int) (weight * (1 << PRECISION) + (weight < 0 ? -0.5 : 0.5));
                }
                first[out] = start;
                count[out] = n;
            }
            return new Taps(span, first, count, weights);
        }
    }

    private static RgbPixels alongRows(RgbPixels image, int width, Interpolation kernel) {
        Taps taps = Taps.of(image.width(), width, kernel);
        byte[] in = image.data();
        byte[] out = new byte[Math.multiplyExact(3 * width, image.height())];
        int to = 0;
        for (int y = 0; y < image.height(); y++) {
            int row = 3 * image.width() * y;
            for (int x = 0; x < width; x++) {
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                int from = row + 3 * taps.first[x];
                int weight = x * taps.span;
                for (int i = 0; i < taps.count[x]; i++, from += 3) {
                    int w = taps.weights[weight + i];
                    red += (in[from] & 0xff) * w;
                    green += (in[from + 1] & 0xff) * w;
                    blue += (in[from + 2] & 0xff) * w;
                }
                out[to++] = clip(red);
                out[to++] = clip(green);
                out[to++] = clip(blue);
            }
        }
        return new RgbPixels(width, image.height(), out);
    }

    private static RgbPixels alongColumns(RgbPixels image, int height, Interpolation kernel) {
        Taps taps = Taps.of(image.height(), height, kernel);
        int row = 3 * image.width();
        byte[] in = image.data();
        byte[] out = new byte[Math.multiplyExact(row, height)];
        int[] sums = new int[row];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, HALF);
            for (int i = 0; i < taps.count[y]; i++) {
                int w = taps.weights[y * taps.span + i];
                int from = (taps.first[y] + i) * row;
                for (int x = 0; x < row; x++) {
                    sums[x] += (in[from + x] & 0xff) * w;
                }
            }
            int to = y * row;
            for (int x = 0; x < row; x++) {
                out[to + x] = clip(sums[x]);
            }
        }
        return new RgbPixels(image.width(), height, out);
    }

    private static byte clip(int sum) {
        return (byte) Math.clamp((long) (sum >> PRECISION), 0, 255);
    }
}
