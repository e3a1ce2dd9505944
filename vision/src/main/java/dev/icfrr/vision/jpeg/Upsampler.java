package dev.icfrr.vision.jpeg;

/**
 * Brings a component to the size of the image, row by row. Factors of 2 use triangle filters, as in libjpeg-turbo: each
 * sample is three quarters the nearest one and one quarter the next. Other factors repeat samples.
 */
final class Upsampler {

    private final byte[] samples;
    private final int stride;
    private final int width;
    private final int height;
    private final int horizontal;
    private final int vertical;
    private final boolean smooth;
    private final int[] sums;

    Upsampler(Frame frame, Component component) throws JpegException {
        if (frame.maxHorizontal() % component.horizontal != 0 || frame.maxVertical() % component.vertical != 0) {
            throw new JpegException("sampling factors " + frame.maxHorizontal() + " x " + frame.maxVertical() + " and "
                    + component.horizontal + " x " + component.vertical + " that do not divide are not supported");
        }
        this.samples = component.samples();
        this.stride = component.stride();
        this.width = component.width;
        this.height = component.height;
        this.horizontal = frame.maxHorizontal() / component.horizontal;
        this.vertical = frame.maxVertical() / component.vertical;
        // libjpeg does not smooth along rows of two samples or fewer.
        this.smooth = (horizontal == 2 && vertical <= 2 && width > 2) || (horizontal == 1 && vertical == 2);
        this.sums = new int[width];
    }

    /** Writes the row of the image into {@code row}, which may be longer or shorter than this component gives. */
    void read(int y, int[] row) {
        if (!smooth) {
            repeat(y, row);
        } else if (horizontal == 1) {
            between(y, row);
        } else if (vertical == 1) {
            doubled(y, row);
        } else {
            doubledBetween(y, row);
        }
    }

    private void repeat(int y, int[] row) {
        int from = y / vertical * stride;
        if (horizontal == 1) {
            for (int x = 0; x < row.length; x++) {
                row[x] = samples[from + x] & 0xff;
            }
            return;
        }
        for (int x = 0; x < row.length; x++) {
            row[x] = samples[from + x / horizontal] & 0xff;
        }
    }

    /** The nearer row of samples and the row on the other side of the pixels; at the border the same row twice. */
    private int nextRow(int y) {
        int near = y / 2;
        return Math.clamp(y % 2 == 0 ? near - 1L : near + 1L, 0, height - 1);
    }

    private void between(int y, int[] row) {
        int near = y / 2 * stride;
        int next = nextRow(y) * stride;
        int bias = y % 2 == 0 ? 1 : 2;
        for (int x = 0; x < row.length; x++) {
            row[x] = (3 * (samples[near + x] & 0xff) + (samples[next + x] & 0xff) + bias) >> 2;
        }
    }

    private void doubled(int y, int[] row) {
        int from = y * stride;
        for (int x = 0; x < width; x++) {
            sums[x] = samples[from + x] & 0xff;
        }
        spread(row, 4, 1, 2, 2);
    }

    private void doubledBetween(int y, int[] row) {
        int near = y / 2 * stride;
        int next = nextRow(y) * stride;
        for (int x = 0; x < width; x++) {
            sums[x] = 3 * (samples[near + x] & 0xff) + (samples[next + x] & 0xff);
        }
        spread(row, 16, 8, 7, 4);
    }

    /**
     * Doubles the sums along the row.
     *
     * @param even added before the division at even places; likewise {@code odd}. They differ so that halves are not
     *     always rounded up
     */
    private void spread(int[] row, int divisor, int even, int odd, int shift) {
        int last = width - 1;
        row[0] = border(sums[0], divisor, even, shift);
        int pairs = Math.min(last, (row.length - 1) / 2);
        for (int near = 0; near < pairs; near++) {
            row[2 * near + 1] = (3 * sums[near] + sums[near + 1] + odd) >> shift;
            row[2 * near + 2] = (3 * sums[near + 1] + sums[near] + even) >> shift;
        }
        if (row.length > 2 * last + 1) {
            row[2 * last + 1] = border(sums[last], divisor, odd, shift);
        }
    }

    private static int border(int sum, int divisor, int bias, int shift) {
        return divisor == 4 ? sum : (4 * sum + bias) >> shift;
    }
}
