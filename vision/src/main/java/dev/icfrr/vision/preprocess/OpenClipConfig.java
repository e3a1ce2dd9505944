package dev.icfrr.vision.preprocess;

import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropOrigin;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeShortest;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeToBox;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The evaluation transform of OpenCLIP. Its {@code open_clip_config.json} has the size with the model; a
 * {@code preprocess_cfg.json}, as Immich keeps it beside a model, has it with the other settings.
 */
final class OpenClipConfig {

    private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    private static final List<Double> CLIP_DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);

    private OpenClipConfig() {}

    /** Reads an {@code open_clip_config.json}. */
    static Preprocessing readModel(JsonFields root) {
        JsonFields vision = root.object("model_cfg").object("vision_cfg");
        return read(root.object("preprocess_cfg"), vision.has("image_size") ? vision : null);
    }

    /** Reads a {@code preprocess_cfg.json}. */
    static Preprocessing readSettings(JsonFields fields) {
        return read(fields, null);
    }

    private static Preprocessing read(JsonFields fields, @Nullable JsonFields vision) {
        int[] size = vision == null ? size(fields, "size") : size(vision, "image_size");
        if (vision != null) {
            // OpenCLIP takes the size of the model.
            fields.ignore("size");
        }
        if (fields.has("mode") && !fields.text("mode").equals("RGB")) {
            throw new IllegalArgumentException("'mode' " + fields.text("mode") + " is not supported; RGB is");
        }
        String interpolation = fields.has("interpolation") ? fields.text("interpolation") : "bicubic";
        if (!interpolation.equals("bicubic") && !interpolation.equals("bilinear")) {
            throw new IllegalArgumentException(
                    "'interpolation' " + interpolation + " is not supported; bicubic and bilinear are");
        }
        Interpolation kernel = Interpolation.of(interpolation);
        String mode = fields.has("resize_mode") ? fields.text("resize_mode") : "shortest";
        List<PreprocessingStep> steps = switch (mode) {
            case "squash" -> List.of(new ResizeExact(size[0], size[1], kernel));
            case "shortest" -> {
                if (size[0] != size[1]) {
                    throw new IllegalArgumentException(
                            "'resize_mode' shortest with a size that is not square is not supported");
                }
                yield List.of(
                        new ResizeShortest(size[0], OptionalInt.empty(), kernel),
                        new CenterCrop(size[0], size[1], CropOrigin.ROUND));
            }
            case "longest" -> {
                if (fields.has("fill_color") && fields.integer("fill_color") != 0) {
                    throw new IllegalArgumentException("'fill_color' " + fields.integer("fill_color")
                            + " is not supported with 'resize_mode' longest; 0, which is black, is");
                }
                yield List.of(
                        new ResizeToBox(size[0], size[1], true, kernel),
                        new CenterCrop(size[0], size[1], CropOrigin.ROUND));
            }
            default ->
                throw new IllegalArgumentException(
                        "'resize_mode' " + mode + " is not supported; known are shortest, longest and squash");
        };
        // It fills the borders of the mode 'longest' only.
        fields.ignore("fill_color");
        Normalization normalization = new Normalization(
                fields.has("mean") ? fields.numbers("mean") : CLIP_MEAN,
                fields.has("std") ? fields.numbers("std") : CLIP_DEVIATION);
        fields.requireOthersUnset();
        return new Preprocessing(steps, Preprocessing.UNIT_SCALE, List.of(normalization));
    }

    /** Returns height and width. */
    private static int[] size(JsonFields fields, String name) {
        JsonNode size = fields.get(name);
        if (size.isIntegralNumber()) {
            int edge = fields.integer(name);
            return new int[] {edge, edge};
        }
        List<Double> edges = fields.numbers(name);
        if (edges.size() != 2 || edges.get(0) != Math.rint(edges.get(0)) || edges.get(1) != Math.rint(edges.get(1))) {
            throw new IllegalArgumentException(
                    "'" + name + "' should be a whole number or [height, width], not " + edges);
        }
        return new int[] {(int) (double) edges.get(0), (int) (double) edges.get(1)};
    }
}
