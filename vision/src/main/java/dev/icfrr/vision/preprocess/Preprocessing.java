package dev.icfrr.vision.preprocess;

import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeToMultiple;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps from a decoded image to the input tensor of a model. Immutable.
 *
 * @param steps changes of the geometry, in order
 * @param scale factor of 8-bit values, normally 1/255
 * @param normalizations applied in order to the scaled values; may be empty
 */
public record Preprocessing(List<PreprocessingStep> steps, double scale, List<Normalization> normalizations) {

    /** The usual scale: 0 to 255 becomes 0 to 1. */
    public static final double UNIT_SCALE = 1 / 255.0;

    /** Checks the scale. */
    public Preprocessing {
        steps = List.copyOf(steps);
        normalizations = List.copyOf(normalizations);
        if (!Double.isFinite(scale) || scale == 0) {
            throw new IllegalArgumentException("pixels cannot be scaled by " + scale);
        }
    }

    /** Returns a copy with an additional normalization at the end. */
    public Preprocessing followedBy(Normalization normalization) {
        List<Normalization> more = new ArrayList<>(normalizations);
        more.add(normalization);
        return new Preprocessing(steps, scale, more);
    }

    /** Returns height and width of prepared images, if they do not depend on the image. */
    public Optional<int[]> outputSize() {
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        return switch (steps.getLast()) {
            case ResizeExact resize -> Optional.of(new int[] {resize.height(), resize.width()});
            case ResizeToMultiple resize -> resize.usualSize();
            case CenterCrop crop -> Optional.of(new int[] {crop.height(), crop.width()});
            default -> Optional.empty();
        };
    }

    /** Runs the steps on an image. */
    public RgbPixels apply(RgbPixels image) {
        RgbPixels current = image;
        for (PreprocessingStep step : steps) {
            current = step.apply(current);
        }
        return current;
    }

    /** Returns the scaled and normalized number of each value 0 to 255 of each channel, {@code [3][256]}. */
    public float[][] table() {
        float[][] table = new float[3][256];
        for (int channel = 0; channel < 3; channel++) {
            for (int value = 0; value < 256; value++) {
                // 1/255 stands for torchvision's division, which rounds differently from a product.
                float number = scale == UNIT_SCALE ? value / 255f : (float) (value * scale);
                for (Normalization normalization : normalizations) {
                    number = normalization.apply(number, channel);
                }
                table[channel][value] = number;
            }
        }
        return table;
    }

    /**
     * Writes pixels as a tensor {@code [3, height, width]}.
     *
     * @param table from {@link #table()}
     * @param at start position in {@code tensor}
     */
    public static void toTensor(RgbPixels pixels, float[][] table, FloatBuffer tensor, int at) {
        int plane = pixels.width() * pixels.height();
        byte[] data = pixels.data();
        for (int channel = 0; channel < 3; channel++) {
            float[] numbers = table[channel];
            int to = at + channel * plane;
            for (int i = 0, from = channel; i < plane; i++, from += 3) {
                tensor.put(to + i, numbers[data[from] & 0xff]);
            }
        }
    }
}
