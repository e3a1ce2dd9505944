package dev.icfrr.vision.preprocess;

/** Finds the ink of an image and cuts it out. {@code training/preprocess.py} does the same, to the byte. */
final class InkCrop {

    private InkCrop() {}

    /** Returns the square around the ink. */
    static RgbPixels of(RgbPixels image, int threshold, int margin) {
        int[] background = background(image);
        int width = image.width();
        int height = image.height();
        int left = width;
        int right = 0;
        int top = height;
        int bottom = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (isInk(image, x, y, background, threshold)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = y + 1;
                }
            }
        }
        if (bottom == 0) {
            left = 0;
            right = width;
            top = 0;
            bottom = height;
        }
        int longest = Math.max(right - left, bottom - top);
        int side = longest + 2 * Math.ceilDiv(longest, margin);
        return square(
                image,
                left + Math.floorDiv(right - left - side, 2),
                top + Math.floorDiv(bottom - top - side, 2),
                side,
                background);
    }

    private static boolean isInk(RgbPixels image, int x, int y, int[] background, int threshold) {
        for (int channel = 0; channel < 3; channel++) {
            if (Math.abs(image.get(x, y, channel) - background[channel]) > threshold) {
                return true;
            }
        }
        return false;
    }

    /** Returns the median of the pixels at the border, the lower one of two, for each channel. */
    private static int[] background(RgbPixels image) {
        int width = image.width();
        int height = image.height();
        int[][] counts = new int[3][256];
        int pixels = 0;
        for (int y = 0; y < height; y++) {
            boolean whole = y == 0 || y == height - 1;
            for (int x = 0; x < width; x += whole || width == 1 ? 1 : width - 1) {
                for (int channel = 0; channel < 3; channel++) {
                    counts[channel][image.get(x, y, channel)]++;
                }
                pixels++;
            }
        }
        int[] median = new int[3];
        for (int channel = 0; channel < 3; channel++) {
            int seen = counts[channel][0];
            while (seen <= (pixels - 1) / 2) {
                median[channel]++;
                seen += counts[channel][median[channel]];
            }
        }
        return median;
    }

    private static RgbPixels square(RgbPixels image, int left, int top, int side, int[] background) {
        byte[] data = new byte[Math.multiplyExact(3, Math.multiplyExact(side, side))];
        for (int i = 0; i < data.length; i += 3) {
            data[i] = (byte) background[0];
            data[i + 1] = (byte) background[1];
            data[i + 2] = (byte) background[2];
        }
        int fromX = Math.max(0, left);
        int count = Math.min(image.width(), left + side) - fromX;
        for (int y = Math.max(0, top); y < Math.min(image.height(), top + side); y++) {
            System.arraycopy(
                    image.data(),
                    3 * (y * image.width() + fromX),
                    data,
                    3 * ((y - top) * side + fromX - left),
                    3 * count);
        }
        return new RgbPixels(side, side, data);
    }
}
