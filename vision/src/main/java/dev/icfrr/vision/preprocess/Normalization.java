package dev.icfrr.vision.preprocess;

import java.util.List;

/**
 * {@code (x - mean) / deviation} per channel.
 *
 * @param mean of red, green, blue
 * @param deviation standard deviation of red, green, blue; none is 0
 */
public record Normalization(List<Double> mean, List<Double> deviation) {

    /** The means and deviations of ImageNet, which nearly all image encoders use. */
    public static final Normalization IMAGENET =
            new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    /** Checks that there are three values each. */
    public Normalization {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != 3 || deviation.size() != 3) {
            throw new IllegalArgumentException("normalization needs three means and three deviations, got "
                    + mean.size() + " and " + deviation.size());
        }
        for (double value : mean) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a mean of " + value + " cannot be subtracted");
            }
        }
        for (double value : deviation) {
            if (!Double.isFinite(value) || value == 0) {
                throw new IllegalArgumentException("a deviation of " + value + " cannot be divided by");
            }
        }
    }

    /** Returns the normalized value of a channel (0 red, 1 green, 2 blue), computed in 32 bits as in PyTorch. */
    float apply(float value, int channel) {
        return (value - mean.get(channel).floatValue()) / deviation.get(channel).floatValue();
    }
}
