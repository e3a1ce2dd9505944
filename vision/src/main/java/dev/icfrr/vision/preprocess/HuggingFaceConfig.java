package dev.icfrr.vision.preprocess;

import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropOrigin;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeShortest;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeToMultiple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * The steps of Hugging Face's image processors: resize, center crop, rescale, normalize, each with its {@code do_}
 * flag. Where a field is missing, the default of the processor's type counts. Every other field that is set is
 * rejected, because it may change the pixels.
 */
final class HuggingFaceConfig {

    /** Fields that do not change the pixels of an RGB image: names, and choices of the container of the result. */
    private static final String[] WITHOUT_EFFECT = {
        "_processor_class",
        "_valid_processor_keys",
        "auto_map",
        "data_format",
        "device",
        "disable_grouping",
        "do_convert_rgb",
        "do_reduce_labels",
        "reduce_labels",
        "input_data_format",
        "name_or_path",
        "num_channels",
        "processor_class",
        "return_tensors",
        "transformers_version",
        "use_fast"
    };

    private static final List<Double> ZERO = List.of(0.0, 0.0, 0.0);
    private static final List<Double> ONE = List.of(1.0, 1.0, 1.0);

    /** ConvNeXt's processor crops below this size only. */
    private static final int CONVNEXT_CROPS_BELOW = 384;

    private final JsonFields fields;
    private final Optional<String> name;
    private final Optional<HuggingFaceType> type;
    private final boolean crops;

    private HuggingFaceConfig(JsonFields fields) {
        this.fields = fields;
        this.name = HuggingFaceType.name(fields);
        this.type = HuggingFaceType.of(name);
        this.crops = fields.flag(
                "do_center_crop", type.map(HuggingFaceType::centerCrop).orElse(false));
    }

    static Preprocessing read(JsonFields fields) {
        Preprocessing preprocessing = new HuggingFaceConfig(fields).read();
        fields.ignore(WITHOUT_EFFECT);
        fields.requireOthersUnset();
        return preprocessing;
    }

    private Preprocessing read() {
        List<PreprocessingStep> steps = new ArrayList<>();
        if (fields.flag("do_resize", true)) {
            resize(steps);
        } else {
            fields.ignore(
                    "size", "resample", "crop_pct", "default_to_square", "keep_aspect_ratio", "ensure_multiple_of");
        }
        if (crops) {
            steps.add(crop());
        } else {
            fields.ignore("crop_size");
        }
        if (!fields.flag("do_pad", false)) {
            fields.ignore("pad_size", "size_divisor");
        }
        if (is("MobileViT") && fields.flag("do_flip_channel_order", true)) {
            throw new IllegalArgumentException(
                    "'do_flip_channel_order' is not supported, and MobileViT's default is true");
        }
        double scale = 1;
        // Processors of the first generation have no flag for scaling; they scaled while normalizing.
        List<Normalization> normalizations = new ArrayList<>();
        if (fields.flag("do_rescale", true)) {
            scale = fields.has("rescale_factor") ? fields.number("rescale_factor") : Preprocessing.UNIT_SCALE;
            if (fields.flag("rescale_offset", false)) {
                normalizations.add(new Normalization(ONE, ONE));
            }
        } else {
            fields.ignore("rescale_factor", "rescale_offset");
        }
        normalize(normalizations);
        return new Preprocessing(steps, scale, normalizations);
    }

    private void normalize(List<Normalization> normalizations) {
        if (fields.flag("do_normalize", !is("MobileViT"))) {
            normalizations.add(new Normalization(fields.numbers("image_mean"), fields.numbers("image_std")));
        }
        if (fields.flag("include_top", is("EfficientNet"))) {
            // EfficientNet divides by the deviation a second time.
            normalizations.add(new Normalization(ZERO, fields.numbers("image_std")));
        }
        fields.ignore("image_mean", "image_std");
    }

    private boolean is(String wanted) {
        return name.filter(wanted::equals).isPresent();
    }

    private void resize(List<PreprocessingStep> steps) {
        Interpolation interpolation = interpolation();
        boolean keepRatio = fields.flag("keep_aspect_ratio", false);
        int multiple = fields.has("ensure_multiple_of") ? fields.integer("ensure_multiple_of") : 1;
        if (keepRatio || multiple != 1) {
            // Other processors with these fields round in another way.
            if (!is("DPT")) {
                throw new IllegalArgumentException("'keep_aspect_ratio' and 'ensure_multiple_of' are supported for the"
                        + " processor type DPT only; write the sizes out in 'size'");
            }
            if (resizeTo(fields.get("size"), interpolation) instanceof ResizeExact size) {
                steps.add(new ResizeToMultiple(size.height(), size.width(), keepRatio, multiple, interpolation));
                return;
            }
            throw new IllegalArgumentException("'size' must have height and width, as DPT's processor demands");
        }
        OptionalInt shortest = shortestOnly();
        if (is("ConvNext") && shortest.isPresent()) {
            convNext(steps, shortest.getAsInt(), interpolation);
        } else if (is("Levit") && shortest.isPresent()) {
            int edge = (int) (256.0 / 224 * shortest.getAsInt());
            steps.add(new ResizeShortest(edge, OptionalInt.empty(), interpolation));
        } else if (is("PoolFormer") && shortest.isPresent()) {
            double part = fields.has("crop_pct") ? fields.number("crop_pct") : 0.9;
            int edge = (int) (shortest.getAsInt() / fraction(part));
            steps.add(new ResizeShortest(edge, OptionalInt.empty(), interpolation));
        } else if (fields.has("crop_pct")) {
            throw new IllegalArgumentException(
                    "'crop_pct' is not supported for this type; write the sizes out in 'size'");
        } else if (shortest.isPresent()) {
            steps.add(new ResizeShortest(shortest.getAsInt(), OptionalInt.empty(), interpolation));
        } else {
            steps.add(resizeTo(fields.get("size"), interpolation));
        }
    }

    private void convNext(List<PreprocessingStep> steps, int edge, Interpolation interpolation) {
        double part = fraction(fields.has("crop_pct") ? fields.number("crop_pct") : 224.0 / 256);
        if (edge >= CONVNEXT_CROPS_BELOW) {
            steps.add(new ResizeExact(edge, edge, interpolation));
        } else {
            steps.add(new ResizeShortest((int) (edge / part), OptionalInt.empty(), interpolation));
            steps.add(new CenterCrop(edge, edge, CropOrigin.FLOOR));
        }
    }

    private static double fraction(double part) {
        if (!(part > 0) || Double.isInfinite(part)) {
            throw new IllegalArgumentException("'crop_pct' must be above 0, not " + part);
        }
        return part;
    }

    private Interpolation interpolation() {
        if (!fields.has("resample")) {
            if (name.isPresent() && type.isEmpty()) {
                throw new IllegalArgumentException("lacks the field 'resample', and the default of the processor type "
                        + name.get() + " is not known");
            }
            return Interpolation.ofPillow(type.map(HuggingFaceType::resample).orElse(2));
        }
        return fields.get("resample").isString()
                ? Interpolation.of(fields.text("resample"))
                : Interpolation.ofPillow(fields.integer("resample"));
    }

    /** Returns the shorter edge, if the size says nothing else. */
    private OptionalInt shortestOnly() {
        JsonNode size = fields.get("size");
        if (size.isIntegralNumber()) {
            boolean shortest = type.map(HuggingFaceType::numberIsShortest).orElse(crops);
            // A processor may say explicitly what a number means.
            boolean square = fields.flag("default_to_square", !shortest);
            return square ? OptionalInt.empty() : OptionalInt.of(fields.integer("size"));
        }
        fields.ignore("default_to_square");
        if (!size.isObject()) {
            return OptionalInt.empty();
        }
        JsonFields edges = fields.object("size");
        if (!edges.has("shortest_edge") || edges.has("longest_edge")) {
            return OptionalInt.empty();
        }
        OptionalInt edge = OptionalInt.of(edges.integer("shortest_edge"));
        edges.requireOthersUnset();
        return edge;
    }

    private PreprocessingStep resizeTo(JsonNode size, Interpolation interpolation) {
        if (size.isIntegralNumber()) {
            int edge = fields.integer("size");
            return new ResizeExact(edge, edge, interpolation);
        }
        if (size.isArray()) {
            int edge = equalEdges("size");
            return new ResizeExact(edge, edge, interpolation);
        }
        JsonFields edges = fields.object("size");
        PreprocessingStep step;
        if (edges.has("shortest_edge")) {
            step = new ResizeShortest(
                    edges.integer("shortest_edge"), OptionalInt.of(edges.integer("longest_edge")), interpolation);
        } else if (edges.has("longest_edge")) {
            throw new IllegalArgumentException(
                    "a 'size' with 'longest_edge' alone is not supported; the sizes would differ" + " by image");
        } else {
            step = new ResizeExact(edges.integer("height"), edges.integer("width"), interpolation);
        }
        edges.requireOthersUnset();
        return step;
    }

    private PreprocessingStep crop() {
        JsonNode size = fields.get("crop_size");
        if (size.isIntegralNumber() || size.isArray()) {
            int edge = size.isArray() ? equalEdges("crop_size") : fields.integer("crop_size");
            return new CenterCrop(edge, edge, CropOrigin.FLOOR);
        }
        JsonFields edges = fields.object("crop_size");
        CenterCrop crop = new CenterCrop(edges.integer("height"), edges.integer("width"), CropOrigin.FLOOR);
        edges.requireOthersUnset();
        return crop;
    }

    /** Returns the edge of a square; processors disagree on the order of two numbers. */
    private int equalEdges(String field) {
        List<Double> edges = fields.numbers(field);
        if (edges.size() != 2 || !edges.get(0).equals(edges.get(1)) || edges.get(0) != Math.rint(edges.get(0))) {
            throw new IllegalArgumentException(
                    "'" + field + "' " + edges + " is not supported; write it as {\"height\": …, \"width\": …}");
        }
        return (int) (double) edges.get(0);
    }
}
