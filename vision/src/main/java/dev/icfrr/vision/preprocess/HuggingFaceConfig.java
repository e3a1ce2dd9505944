package dev.icfrr.vision.preprocess;

import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropOrigin;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeShortest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * The steps of Hugging Face's image processors: resize, center crop, rescale, normalize, each with its {@code do_}
 * flag. Flags of unsupported steps are rejected if they are set.
 */
final class HuggingFaceConfig {

    private static final List<String> UNSUPPORTED =
            List.of("do_flip_channel_order", "do_pad", "do_thumbnail", "do_align_long_axis", "do_reduce_labels");

    private HuggingFaceConfig() {}

    static Preprocessing read(JsonFields fields) {
        for (String flag : UNSUPPORTED) {
            if (fields.flag(flag, false)) {
                throw new IllegalArgumentException("'" + flag + "' is not supported");
            }
        }
        List<PreprocessingStep> steps = new ArrayList<>();
        if (fields.flag("do_resize", true)) {
            steps.add(resize(fields));
        }
        if (fields.flag("do_center_crop", false)) {
            steps.add(crop(fields));
        }
        double scale = 1;
        // Processors of the first generation have no flag for scaling; they scaled while normalizing.
        if (fields.flag("do_rescale", true)) {
            scale = fields.has("rescale_factor") ? fields.number("rescale_factor") : Preprocessing.UNIT_SCALE;
        }
        List<Normalization> normalizations = fields.flag("do_normalize", true)
                ? List.of(new Normalization(fields.numbers("image_mean"), fields.numbers("image_std")))
                : List.of();
        return new Preprocessing(steps, scale, normalizations);
    }

    private static PreprocessingStep resize(JsonFields fields) {
        if (fields.has("crop_pct")) {
            throw new IllegalArgumentException("'crop_pct' is not supported; write the sizes out in 'size'");
        }
        Interpolation interpolation =
                fields.has("resample") ? Interpolation.ofPillow(fields.integer("resample")) : Interpolation.BILINEAR;
        JsonNode size = fields.get("size");
        if (size.isIntegralNumber()) {
            // A single number is the shorter edge for processors that crop afterwards; otherwise it is both edges.
            int edge = fields.integer("size");
            return fields.flag("do_center_crop", false)
                    ? new ResizeShortest(edge, OptionalInt.empty(), interpolation)
                    : new ResizeExact(edge, edge, interpolation);
        }
        JsonFields edges = fields.object("size");
        if (edges.has("shortest_edge")) {
            OptionalInt longest =
                    edges.has("longest_edge") ? OptionalInt.of(edges.integer("longest_edge")) : OptionalInt.empty();
            return new ResizeShortest(edges.integer("shortest_edge"), longest, interpolation);
        }
        return new ResizeExact(edges.integer("height"), edges.integer("width"), interpolation);
    }

    private static PreprocessingStep crop(JsonFields fields) {
        JsonNode size = fields.get("crop_size");
        if (size.isIntegralNumber()) {
            int edge = fields.integer("crop_size");
            return new CenterCrop(edge, edge, CropOrigin.FLOOR);
        }
        JsonFields edges = fields.object("crop_size");
        return new CenterCrop(edges.integer("height"), edges.integer("width"), CropOrigin.FLOOR);
    }
}
