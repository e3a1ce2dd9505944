package dev.icfrr.vision.preprocess;

import java.util.Optional;
import java.util.OptionalInt;

/** One change of an image's geometry. */
public sealed interface PreprocessingStep {

    /** Returns the image after this step. */
    RgbPixels apply(RgbPixels image);

    /**
     * Resizes the shorter edge to a given length and keeps the proportions.
     *
     * @param shortest new length of the shorter edge
     * @param longest limit of the longer edge; takes precedence over {@code shortest}
     */
    record ResizeShortest(int shortest, OptionalInt longest, Interpolation interpolation) implements PreprocessingStep {

        /** Checks the lengths. */
        public ResizeShortest {
            positive("shortest edge", shortest);
            if (longest.isPresent() && longest.getAsInt() <= shortest) {
                throw new IllegalArgumentException("the limit " + longest.getAsInt()
                        + " of the longer edge must be above the length " + shortest + " of the shorter one");
            }
        }

        @Override
        public RgbPixels apply(RgbPixels image) {
            int width = image.width();
            int height = image.height();
            int shortEdge = shortest;
            long longEdge = (long) shortest * Math.max(width, height) / Math.min(width, height);
            if (longest.isPresent() && longEdge > longest.getAsInt()) {
                shortEdge = (int) ((long) longest.getAsInt() * shortEdge / longEdge);
                longEdge = longest.getAsInt();
            }
            if (3L * Math.max(shortEdge, 1) * longEdge > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("an image of " + width + " x " + height
                        + " pixels is too narrow to be resized to a shorter edge of " + shortest);
            }
            int longer = (int) longEdge;
            return width <= height
                    ? Resampler.resize(image, shortEdge, longer, interpolation)
                    : Resampler.resize(image, longer, shortEdge, interpolation);
        }
    }

    /** Resizes to a given size without keeping the proportions. */
    record ResizeExact(int height, int width, Interpolation interpolation) implements PreprocessingStep {

        /** Checks the size. */
        public ResizeExact {
            positive("height", height);
            positive("width", width);
        }

        @Override
        public RgbPixels apply(RgbPixels image) {
            return Resampler.resize(image, width, height, interpolation);
        }
    }

    /**
     * Resizes so that both edges are multiples of a number, as DPT's processor does.
     *
     * @param keepRatio whether both edges get the same factor: the one of the two that is nearer to 1. Otherwise the
     *     edges become {@code height} and {@code width}, rounded to multiples
     * @param multiple of which both edges are multiples
     */
    record ResizeToMultiple(int height, int width, boolean keepRatio, int multiple, Interpolation interpolation)
            implements PreprocessingStep {

        /** Checks the numbers. */
        public ResizeToMultiple {
            positive("height", height);
            positive("width", width);
            positive("multiple", multiple);
        }

        /** Returns height and width after the step; empty if they depend on the image. */
        Optional<int[]> usualSize() {
            boolean halves = 2L * height % (2L * multiple) == multiple || 2L * width % (2L * multiple) == multiple;
            // The factor of an image is rounded, which decides about halves.
            return keepRatio || halves
                    ? Optional.empty()
                    : Optional.of(new int[] {
                        (int) rounded((double) height / multiple) * multiple,
                        (int) rounded((double) width / multiple) * multiple
                    });
        }

        @Override
        public RgbPixels apply(RgbPixels image) {
            double vertical = (double) height / image.height();
            double horizontal = (double) width / image.width();
            if (keepRatio && Math.abs(1 - horizontal) < Math.abs(1 - vertical)) {
                vertical = horizontal;
            } else if (keepRatio) {
                horizontal = vertical;
            }
            return resized(
                    image,
                    rounded(vertical * image.height() / multiple) * multiple,
                    rounded(horizontal * image.width() / multiple) * multiple,
                    interpolation);
        }
    }

    /**
     * Resizes with the proportions of the image, so that it fits a box, as OpenCLIP does.
     *
     * @param inside whether the longer edge fits, so that the image lies in the box; otherwise it covers the box
     */
    record ResizeToBox(int height, int width, boolean inside, Interpolation interpolation)
            implements PreprocessingStep {

        /** Checks the size. */
        public ResizeToBox {
            positive("height", height);
            positive("width", width);
        }

        @Override
        public RgbPixels apply(RgbPixels image) {
            double vertical = (double) image.height() / height;
            double horizontal = (double) image.width() / width;
            double ratio = inside ? Math.max(vertical, horizontal) : Math.min(vertical, horizontal);
            return resized(image, rounded(image.height() / ratio), rounded(image.width() / ratio), interpolation);
        }
    }

    /**
     * Crops the center. Smaller images get a black margin.
     *
     * @param origin where the crop begins if the margins cannot be equal
     */
    record CenterCrop(int height, int width, CropOrigin origin) implements PreprocessingStep {

        /** Checks the size. */
        public CenterCrop {
            positive("height", height);
            positive("width", width);
        }

        @Override
        public RgbPixels apply(RgbPixels image) {
            if (image.width() == width && image.height() == height) {
                return image;
            }
            int left = origin.offset(image.width(), width);
            int top = origin.offset(image.height(), height);
            byte[] cropped = new byte[Math.multiplyExact(3 * width, height)];
            int firstX = Math.max(0, -left);
            int endX = Math.min(width, image.width() - left);
            for (int y = Math.max(0, -top); y < Math.min(height, image.height() - top); y++) {
                int from = 3 * ((y + top) * image.width() + firstX + left);
                System.arraycopy(image.data(), from, cropped, 3 * (y * width + firstX), 3 * (endX - firstX));
            }
            return new RgbPixels(width, height, cropped);
        }
    }

    /** The start of a centered crop whose margins differ by one pixel. */
    enum CropOrigin {
        /** torchvision: half the margin rounded to the nearest whole number, halves to the even one. */
        ROUND {
            @Override
            int offset(int size, int crop) {
                return crop > size ? -((crop - size) / 2) : (int) Math.rint((size - crop) / 2.0);
            }
        },
        /** Hugging Face's processors: half the margin rounded down. */
        FLOOR {
            @Override
            int offset(int size, int crop) {
                return Math.floorDiv(size - crop, 2);
            }
        };

        /** Returns the first kept row or column; negative if the image is smaller than the crop. */
        abstract int offset(int size, int crop);
    }

    /**
     * Cuts out the square around what differs from the background, with a margin. Outside the image, the square is
     * filled with the background.
     *
     * <p>The background is the median of the pixels at the border, for each channel by itself. An image without ink is
     * taken whole.
     *
     * @param threshold a pixel is ink if a channel differs from the background by more
     * @param margin the margin on each side is the length of the ink divided by this, rounded up
     */
    record CropToInk(int threshold, int margin) implements PreprocessingStep {

        /** Checks the numbers. */
        public CropToInk {
            if (threshold < 0 || threshold > 255) {
                throw new IllegalArgumentException("threshold must be between 0 and 255, not " + threshold);
            }
            positive("margin", margin);
        }

        @Override
        public RgbPixels apply(RgbPixels image) {
            return InkCrop.of(image, threshold, margin);
        }
    }

    /** Rounds halves to even numbers, as Python does. */
    private static long rounded(double value) {
        return (long) Math.rint(value);
    }

    private static RgbPixels resized(RgbPixels image, long height, long width, Interpolation interpolation) {
        if (height < 1 || width < 1 || height > Integer.MAX_VALUE / 3 / width) {
            throw new IllegalArgumentException("an image of " + image.width() + " x " + image.height()
                    + " pixels cannot be resized to " + width + " x " + height + ": it is too narrow");
        }
        return Resampler.resize(image, (int) width, (int) height, interpolation);
    }

    private static void positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + value);
        }
    }
}
