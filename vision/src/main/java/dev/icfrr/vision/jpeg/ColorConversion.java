package dev.icfrr.vision.jpeg;

/** Conversions of a pixel to red, green and blue, in libjpeg's fixed point and Pillow's arithmetic of inks. */
enum ColorConversion {
    /** One component. */
    GRAY {
        @Override
        int pixel(int a, int b, int c, int d) {
            return (a << 16) | (a << 8) | a;
        }
    },
    /** Red, green, blue. */
    RGB {
        @Override
        int pixel(int a, int b, int c, int d) {
            return (a << 16) | (b << 8) | c;
        }
    },
    /** Luminance and two color differences. */
    YCBCR {
        @Override
        int pixel(int a, int b, int c, int d) {
            return (limited(red(a, c)) << 16) | (limited(green(a, b, c)) << 8) | limited(blue(a, b));
        }
    },
    /** Four inks, stored inverted as Adobe does. */
    CMYK {
        @Override
        int pixel(int a, int b, int c, int d) {
            return (times(a, d) << 16) | (times(b, d) << 8) | times(c, d);
        }
    },
    /** Luminance and two color differences of the first three of four inks. */
    YCCK {
        @Override
        int pixel(int a, int b, int c, int d) {
            return CMYK.pixel(limited(255 - red(a, c)), limited(255 - green(a, b, c)), limited(255 - blue(a, b)), d);
        }
    };

    private static final int HALF = 1 << 15;

    /** Returns red, green and blue in the lower 24 bits. Components that the conversion lacks are ignored. */
    abstract int pixel(int a, int b, int c, int d);

    /**
     * Converts a row.
     *
     * @param rows a row of each component, four arrays of the same length
     * @param pixels where the row's pixels are written from {@code at} on
     */
    void convert(int[][] rows, int[] pixels, int at) {
        int[] first = rows[0];
        int[] second = rows[1];
        int[] third = rows[2];
        int[] fourth = rows[3];
        if (this == YCBCR) {
            // The usual case, without a call per pixel that depends on the conversion.
            for (int x = 0; x < first.length; x++) {
                pixels[at + x] = (limited(red(first[x], third[x])) << 16)
                        | (limited(green(first[x], second[x], third[x])) << 8)
                        | limited(blue(first[x], second[x]));
            }
            return;
        }
        for (int x = 0; x < first.length; x++) {
            pixels[at + x] = pixel(first[x], second[x], third[x], fourth[x]);
        }
    }

    private static int red(int luminance, int cr) {
        return luminance + ((91881 * (cr - 128) + HALF) >> 16);
    }

    private static int green(int luminance, int cb, int cr) {
        return luminance + ((-22554 * (cb - 128) - 46802 * (cr - 128) + HALF) >> 16);
    }

    private static int blue(int luminance, int cb) {
        return luminance + ((116130 * (cb - 128) + HALF) >> 16);
    }

    private static int limited(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** The light that an ink and black leave, both as stored: 255 where there is none of it. */
    private static int times(int ink, int black) {
        int product = (255 - ink) * black + 128;
        return Math.max(black - (((product >> 8) + product) >> 8), 0);
    }
}
