package dev.icfrr.vision.preprocess;

import java.util.Arrays;
import java.util.Locale;

/** Pillow's kernels for resizing. They widen with the reduction, so every pixel counts. */
public enum Interpolation {
    /** The mean of the covered pixels. */
    BOX(0.5) {
        @Override
        double weight(double x) {
            return x > -0.5 && x <= 0.5 ? 1 : 0;
        }
    },
    /** A triangle. */
    BILINEAR(1) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            return distance < 1 ? 1 - distance : 0;
        }
    },
    /** A Hamming-windowed sinc of one lobe. */
    HAMMING(1) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            if (distance == 0) {
                return 1;
            }
            if (distance >= 1) {
                return 0;
            }
            double angle = distance * Math.PI;
            // Pillow holds these two constants in 32 bits.
            return Math.sin(angle) / angle * (0.54f + 0.46f * Math.cos(angle));
        }
    },
    /** Cubic convolution with parameter -1/2. */
    BICUBIC(2) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            if (distance < 1) {
                return ((SHARPNESS + 2) * distance - (SHARPNESS + 3)) * distance * distance + 1;
            }
            return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * SHARPNESS : 0;
        }
    },
    /** A sinc windowed by a wider one, three lobes. */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    private static final double SHARPNESS = -0.5;

    private final double support;

    Interpolation(double support) {
        this.support = support;
    }

    /** Returns the radius of the kernel, in pixels of the larger grid. */
    double support() {
        return support;
    }

    /** Returns the value of the kernel at a distance from its center. */
    abstract double weight(double x);

    private static double sinc(double x) {
        if (x == 0) {
            return 1;
        }
        double angle = x * Math.PI;
        return Math.sin(angle) / angle;
    }

    /** Returns the lower-case name that torchvision and timm use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the kernel of a name of torchvision and timm, for example {@code bicubic}.
     *
     * @throws IllegalArgumentException for unsupported names, including {@code nearest}
     */
    public static Interpolation of(String label) {
        for (Interpolation kernel : values()) {
            if (kernel.label().equals(label.toLowerCase(Locale.ROOT))) {
                return kernel;
            }
        }
        throw new IllegalArgumentException("interpolation '" + label + "' is not supported; known are "
                + String.join(
                        ", ", Arrays.stream(values()).map(Interpolation::label).toList()));
    }

    /**
     * Returns the kernel of a number of Pillow and Hugging Face's processors: 1 Lanczos, 2 bilinear, 3 bicubic, 4 box,
     * 5 Hamming.
     *
     * @throws IllegalArgumentException for other numbers, including 0 (nearest)
     */
    public static Interpolation ofPillow(long number) {
        if (number < 1 || number > 5) {
            throw new IllegalArgumentException("interpolation number " + number
                    + " is not supported; known are 1 lanczos, 2 bilinear, 3 bicubic, 4 box, 5 hamming");
        }
        return switch ((int) number) {
            case 1 -> LANCZOS;
            case 2 -> BILINEAR;
            case 3 -> BICUBIC;
            case 4 -> BOX;
            default -> HAMMING;
        };
    }
}
