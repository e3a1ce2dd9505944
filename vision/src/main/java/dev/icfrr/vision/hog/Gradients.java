package dev.icfrr.vision.hog;

import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;

/**
 * The gradient of an image's luminance (0 .. 255), by central differences with repeated borders.
 *
 * @param width in pixels
 * @param height in pixels
 * @param dx row after row
 * @param dy row after row, y downwards
 */
@SuppressWarnings("ArrayRecordComponent") // internal, made afresh for each image and never compared
record Gradients(int width, int height, float[] dx, float[] dy) {

    static Gradients of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[] light = luminance(image);
        float[] dx = new float[light.length];
        float[] dy = new float[light.length];
        for (int y = 0; y < height; y++) {
            int above = Math.max(y - 1, 0) * width;
            int below = Math.min(y + 1, height - 1) * width;
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                dx[at] = light[y * width + Math.min(x + 1, width - 1)] - light[y * width + Math.max(x - 1, 0)];
                dy[at] = light[below + x] - light[above + x];
            }
        }
        return new Gradients(width, height, dx, dy);
    }

    private static float[] luminance(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        float[] light = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            light[i] = 0.299f * ((rgb[i] >> 16) & 0xff) + 0.587f * ((rgb[i] >> 8) & 0xff) + 0.114f * (rgb[i] & 0xff);
        }
        return light;
    }

    double magnitude(int at) {
        return Math.sqrt(dx[at] * dx[at] + dy[at] * dy[at]);
    }

    /**
     * Returns the box that contains the lines of an image. The parts outside, on each side, carry less than
     * {@code tail} of the gradient's energy. Returns the whole image if it is flat.
     */
    static BufferedImage cropToContent(BufferedImage image, double tail) {
        // Large enough to find the box.
        BufferedImage small = Images.fit(image, 96, 96);
        Gradients gradients = of(small);
        double[] columns = new double[gradients.width];
        double[] rows = new double[gradients.height];
        double total = 0;
        for (int at = 0; at < gradients.dx.length; at++) {
            double energy = gradients.dx[at] * gradients.dx[at] + gradients.dy[at] * gradients.dy[at];
            columns[at % gradients.width] += energy;
            rows[at / gradients.width] += energy;
            total += energy;
        }
        if (total == 0) {
            return image;
        }
        double scaleX = (double) image.getWidth() / small.getWidth();
        double scaleY = (double) image.getHeight() / small.getHeight();
        int left = (int) Math.floor(first(columns, total * tail) * scaleX);
        int top = (int) Math.floor(first(rows, total * tail) * scaleY);
        int right = (int) Math.ceil((last(columns, total * tail) + 1) * scaleX);
        int bottom = (int) Math.ceil((last(rows, total * tail) + 1) * scaleY);
        right = Math.min(right, image.getWidth());
        bottom = Math.min(bottom, image.getHeight());
        return square(image, left, top, right, bottom);
    }

    /** Returns the square around a box, within the image. */
    private static BufferedImage square(BufferedImage image, int left, int top, int right, int bottom) {
        int side = Math.max(right - left, bottom - top);
        int width = Math.min(side, image.getWidth());
        int height = Math.min(side, image.getHeight());
        int x = Math.clamp((left + right - width) / 2, 0, image.getWidth() - width);
        int y = Math.clamp((top + bottom - height) / 2, 0, image.getHeight() - height);
        return image.getSubimage(x, y, width, height);
    }

    private static int first(double[] energy, double tail) {
        double sum = 0;
        for (int i = 0; i < energy.length; i++) {
            sum += energy[i];
            if (sum > tail) {
                return i;
            }
        }
        return energy.length - 1;
    }

    private static int last(double[] energy, double tail) {
        double sum = 0;
        for (int i = energy.length - 1; i >= 0; i--) {
            sum += energy[i];
            if (sum > tail) {
                return i;
            }
        }
        return 0;
    }
}
