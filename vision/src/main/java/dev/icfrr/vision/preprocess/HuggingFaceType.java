package dev.icfrr.vision.preprocess;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an image processor of Hugging Face does where its file says nothing.
 *
 * @param resample number of the interpolation
 * @param centerCrop whether it crops
 * @param numberIsShortest whether a size of one number is the shorter edge; otherwise it is both edges
 */
record HuggingFaceType(int resample, boolean centerCrop, boolean numberIsShortest) {

    private static final int NEAREST = 0;
    private static final int BILINEAR = 2;
    private static final int BICUBIC = 3;

    private static final Map<String, HuggingFaceType> KNOWN = Map.ofEntries(
            Map.entry("Beit", new HuggingFaceType(BICUBIC, true, false)),
            Map.entry("Bit", new HuggingFaceType(BICUBIC, true, true)),
            Map.entry("Blip", new HuggingFaceType(BICUBIC, false, false)),
            Map.entry("CLIP", new HuggingFaceType(BICUBIC, true, true)),
            Map.entry("ChineseCLIP", new HuggingFaceType(BICUBIC, true, true)),
            Map.entry("ConvNext", new HuggingFaceType(BILINEAR, false, true)),
            Map.entry("DINOv3ViT", new HuggingFaceType(BILINEAR, false, false)),
            Map.entry("DPT", new HuggingFaceType(BICUBIC, false, false)),
            Map.entry("DeiT", new HuggingFaceType(BICUBIC, true, false)),
            Map.entry("EfficientNet", new HuggingFaceType(NEAREST, false, false)),
            Map.entry("Levit", new HuggingFaceType(BICUBIC, true, true)),
            Map.entry("MobileNetV1", new HuggingFaceType(BILINEAR, true, true)),
            Map.entry("MobileNetV2", new HuggingFaceType(BILINEAR, true, true)),
            Map.entry("MobileViT", new HuggingFaceType(BILINEAR, true, true)),
            Map.entry("PoolFormer", new HuggingFaceType(BICUBIC, true, true)),
            Map.entry("Segformer", new HuggingFaceType(BILINEAR, false, false)),
            Map.entry("Siglip", new HuggingFaceType(BICUBIC, false, false)),
            Map.entry("ViT", new HuggingFaceType(BILINEAR, false, false)));

    /** Processors whose steps differ from those of all others even with the same fields. */
    private static final Set<String> OTHERS =
            Set.of("Perceiver", "Vilt", "ImageGPT", "GLPN", "Siglip2", "Donut", "Nougat");

    /**
     * Returns the name of the type of a processor, for example {@code CLIP}; empty if the file does not say it.
     *
     * @throws IllegalArgumentException if its steps are not supported
     */
    static Optional<String> name(JsonFields fields) {
        Optional<String> type = Optional.empty();
        for (String field : new String[] {"feature_extractor_type", "image_processor_type"}) {
            if (fields.has(field)) {
                type = Optional.of(
                        fields.text(field).replaceFirst("(ImageProcessor(Fast|Pil)?|FeatureExtractor)$", ""));
            }
        }
        if (type.filter(OTHERS::contains).isPresent()) {
            throw new IllegalArgumentException("the steps of the processor type " + type.get() + " are not supported");
        }
        return type;
    }

    /** Returns the defaults of a type, if they are known. */
    static Optional<HuggingFaceType> of(Optional<String> name) {
        return name.map(KNOWN::get);
    }
}
