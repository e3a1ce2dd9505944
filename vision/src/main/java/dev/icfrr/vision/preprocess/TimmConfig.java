package dev.icfrr.vision.preprocess;

import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropOrigin;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeShortest;
import java.util.List;
import java.util.OptionalInt;

/** The evaluation transform that timm derives from a {@code pretrained_cfg}. Other fields describe the network. */
final class TimmConfig {

    private TimmConfig() {}

    static Preprocessing read(JsonFields fields) {
        List<Double> size = fields.numbers("input_size");
        if (size.size() != 3 || size.get(0) != 3) {
            throw new IllegalArgumentException("'input_size' should be [3, height, width], not " + size);
        }
        int height = (int) size.get(1).doubleValue();
        int width = (int) size.get(2).doubleValue();
        Interpolation interpolation =
                Interpolation.of(fields.has("interpolation") ? fields.text("interpolation") : "bilinear");
        double cropFraction = fields.has("crop_pct") ? fields.number("crop_pct") : 0.875;
        if (!(cropFraction > 0)) {
            throw new IllegalArgumentException("'crop_pct' should be above 0, not " + cropFraction);
        }
        int scaledHeight = (int) Math.floor(height / cropFraction);
        int scaledWidth = (int) Math.floor(width / cropFraction);
        String mode = fields.has("crop_mode") ? fields.text("crop_mode") : "center";
        PreprocessingStep resize = switch (mode) {
            case "center" -> {
                if (scaledHeight != scaledWidth) {
                    throw new IllegalArgumentException(
                            "'crop_mode' center with an input that is not square is not supported");
                }
                yield new ResizeShortest(scaledHeight, OptionalInt.empty(), interpolation);
            }
            case "squash" -> new ResizeExact(scaledHeight, scaledWidth, interpolation);
            default ->
                throw new IllegalArgumentException(
                        "'crop_mode' " + mode + " is not supported; known are center and squash");
        };
        return new Preprocessing(
                List.of(resize, new CenterCrop(height, width, CropOrigin.ROUND)),
                Preprocessing.UNIT_SCALE,
                List.of(new Normalization(fields.numbers("mean"), fields.numbers("std"))));
    }
}
