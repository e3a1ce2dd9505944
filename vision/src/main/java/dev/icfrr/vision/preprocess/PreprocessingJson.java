package dev.icfrr.vision.preprocess;

import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropOrigin;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropToInk;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeShortest;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeToBox;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeToMultiple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Our own JSON format of a {@link Preprocessing}, written beside imported models. */
final class PreprocessingJson {

    static final String FORMAT = "icfrr-preprocessing";
    /** Python writes NaN; it is read so that a message can say which number it is. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private PreprocessingJson() {}

    static String write(Preprocessing preprocessing) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("version", 1);
        ArrayNode steps = root.putArray("steps");
        for (PreprocessingStep step : preprocessing.steps()) {
            ObjectNode node = steps.addObject();
            switch (step) {
                case ResizeShortest resize -> {
                    node.put("step", "resize_shortest").put("shortest", resize.shortest());
                    resize.longest().ifPresent(longest -> node.put("longest", longest));
                    node.put("interpolation", resize.interpolation().label());
                }
                case ResizeExact resize ->
                    node.put("step", "resize")
                            .put("height", resize.height())
                            .put("width", resize.width())
                            .put("interpolation", resize.interpolation().label());
                case ResizeToMultiple resize ->
                    node.put("step", "resize_to_multiple")
                            .put("height", resize.height())
                            .put("width", resize.width())
                            .put("keep_ratio", resize.keepRatio())
                            .put("multiple", resize.multiple())
                            .put("interpolation", resize.interpolation().label());
                case ResizeToBox resize ->
                    node.put("step", "resize_to_box")
                            .put("height", resize.height())
                            .put("width", resize.width())
                            .put("inside", resize.inside())
                            .put("interpolation", resize.interpolation().label());
                case CenterCrop crop ->
                    node.put("step", "center_crop")
                            .put("height", crop.height())
                            .put("width", crop.width())
                            .put("origin", crop.origin().name().toLowerCase(Locale.ROOT));
                case CropToInk crop ->
                    node.put("step", "crop_to_ink")
                            .put("threshold", crop.threshold())
                            .put("margin", crop.margin());
            }
        }
        root.put("scale", preprocessing.scale());
        ArrayNode normalizations = root.putArray("normalize");
        for (Normalization normalization : preprocessing.normalizations()) {
            ObjectNode node = normalizations.addObject();
            ArrayNode mean = node.putArray("mean");
            normalization.mean().forEach(mean::add);
            ArrayNode deviation = node.putArray("std");
            normalization.deviation().forEach(deviation::add);
        }
        return root.toPrettyString() + "\n";
    }

    static Preprocessing read(JsonFields root) {
        root.text("format");
        if (root.integer("version") != 1) {
            throw new IllegalArgumentException("preprocessing of version " + root.integer("version")
                    + " was written by a newer icfrr; this one reads version 1");
        }
        List<PreprocessingStep> steps = new ArrayList<>();
        for (JsonFields node : root.objects("steps")) {
            steps.add(step(node));
            node.requireAllRead();
        }
        double scale = root.number("scale");
        List<Normalization> normalizations = new ArrayList<>();
        for (JsonFields node : root.objects("normalize")) {
            normalizations.add(new Normalization(node.numbers("mean"), node.numbers("std")));
            node.requireAllRead();
        }
        root.requireAllRead();
        return new Preprocessing(steps, scale, normalizations);
    }

    private static PreprocessingStep step(JsonFields node) {
        String kind = node.text("step");
        return switch (kind) {
            case "resize_shortest" ->
                new ResizeShortest(
                        node.integer("shortest"),
                        node.has("longest") ? OptionalInt.of(node.integer("longest")) : OptionalInt.empty(),
                        Interpolation.of(node.text("interpolation")));
            case "resize" ->
                new ResizeExact(
                        node.integer("height"), node.integer("width"), Interpolation.of(node.text("interpolation")));
            case "resize_to_multiple" ->
                new ResizeToMultiple(
                        node.integer("height"),
                        node.integer("width"),
                        node.flag("keep_ratio", false),
                        node.integer("multiple"),
                        Interpolation.of(node.text("interpolation")));
            case "resize_to_box" ->
                new ResizeToBox(
                        node.integer("height"),
                        node.integer("width"),
                        node.flag("inside", true),
                        Interpolation.of(node.text("interpolation")));
            case "center_crop" ->
                new CenterCrop(node.integer("height"), node.integer("width"), origin(node.text("origin")));
            case "crop_to_ink" -> new CropToInk(node.integer("threshold"), node.integer("margin"));
            default -> throw new IllegalArgumentException("there is no preprocessing step '" + kind + "'");
        };
    }

    private static CropOrigin origin(String name) {
        return switch (name) {
            case "round" -> CropOrigin.ROUND;
            case "floor" -> CropOrigin.FLOOR;
            default -> throw new IllegalArgumentException("'" + name + "' is no origin of a crop: round or floor");
        };
    }

    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }
}
