package dev.icfrr.vision.preprocess;

import dev.icfrr.io.TextFiles;
import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropToInk;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeShortest;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeToBox;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeToMultiple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Files that describe how to prepare images for a model. */
public final class PreprocessingFiles {

    private static final long MAX_BYTES = 16 << 20;
    /** Names of other tools' files beside a model. */
    private static final List<String> FOREIGN = List.of(
            "preprocessor_config.json",
            "processor_config.json",
            "config.json",
            "open_clip_config.json",
            "preprocess_cfg.json");

    private PreprocessingFiles() {}

    /** Returns the name of our own file beside a model: {@code encoder.preprocessing.json} for {@code encoder.onnx}. */
    public static Path beside(Path model) {
        String name = String.valueOf(model.getFileName());
        String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
        return model.resolveSibling(stem + ".preprocessing.json");
    }

    /**
     * Looks beside a model for our own file, then for {@code preprocessor_config.json}, {@code processor_config.json},
     * {@code config.json}, {@code open_clip_config.json} and {@code preprocess_cfg.json}. If the model is in
     * {@code onnx/}, looks for those of other tools in the parent folder too, where exporters put them. A
     * {@code config.json} or {@code processor_config.json} that only describes a network counts if there is no other.
     */
    public static Optional<Path> find(Path model) {
        Path own = beside(model);
        if (Files.isRegularFile(own)) {
            return Optional.of(own);
        }
        Path folder = model.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            return Optional.empty();
        }
        List<Path> folders = new ArrayList<>(List.of(folder));
        if (folder.endsWith("onnx")) {
            folders.add(folder.resolveSibling(""));
        }
        List<Path> found = new ArrayList<>();
        for (String name : FOREIGN) {
            for (Path place : folders) {
                if (Files.isRegularFile(place.resolve(name))) {
                    found.add(place.resolve(name));
                }
            }
        }
        return found.stream()
                .filter(PreprocessingFiles::describesPreprocessing)
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    /** Returns whether a file of another tool has a field that its kind of preprocessing needs. */
    private static boolean describesPreprocessing(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            if (name.equals("config.json")) {
                String text = TextFiles.read(file);
                return text.contains("\"pretrained_cfg\"") || text.contains("\"input_size\"");
            }
            return !name.equals("processor_config.json") || TextFiles.read(file).contains("\"image_processor\"");
        } catch (IOException e) {
            // Reading it later says what is wrong.
            return true;
        }
    }

    /**
     * Reads the preprocessing of a model.
     *
     * @param file the file to read, or empty to {@linkplain #find look for one} beside the model
     * @throws IOException if there is no such file, saying what to add
     */
    public static Preprocessing readFor(Path model, Optional<Path> file) throws IOException {
        Optional<Path> found = file.isPresent() ? file : find(model);
        if (found.isEmpty()) {
            throw new IOException(model + ": no file describes how to prepare images for this model. Put its"
                    + " preprocessor_config.json (Hugging Face), config.json (timm) or open_clip_config.json (OpenCLIP)"
                    + " beside it, or name a file with --preprocessing.");
        }
        return read(found.get());
    }

    /**
     * Reads our own JSON, Hugging Face's {@code preprocessor_config.json} or {@code processor_config.json}, timm's
     * {@code config.json}, or OpenCLIP's {@code open_clip_config.json} or {@code preprocess_cfg.json}.
     *
     * @throws IOException naming the file and the missing or unsupported field
     */
    public static Preprocessing read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + ": too large for a preprocessing file");
            }
            JsonFields root = new JsonFields(PreprocessingJson.parse(TextFiles.read(file)), "the file");
            if (root.has("format") && root.text("format").equals(PreprocessingJson.FORMAT)) {
                return PreprocessingJson.read(root);
            }
            if (root.has("pretrained_cfg")) {
                return TimmConfig.read(root.object("pretrained_cfg"));
            }
            if (root.has("input_size")) {
                return TimmConfig.read(root);
            }
            if (root.has("preprocess_cfg")) {
                return OpenClipConfig.readModel(root);
            }
            if (root.has("resize_mode") || (root.has("size") && root.has("interpolation"))) {
                return OpenClipConfig.readSettings(root);
            }
            if (root.has("image_processor")) {
                return HuggingFaceConfig.read(root.object("image_processor"));
            }
            if (root.has("do_resize") || root.has("image_mean")) {
                return HuggingFaceConfig.read(root);
            }
            throw new IllegalArgumentException("neither ours (no 'format'), nor a preprocessor_config.json of Hugging"
                    + " Face (no 'do_resize'), nor a config.json of timm (no 'pretrained_cfg'),"
                    + " nor one of OpenCLIP (no 'preprocess_cfg')");
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new IOException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Formats a preprocessing as our own JSON, with a final line end. */
    public static String toJson(Preprocessing preprocessing) {
        return PreprocessingJson.write(preprocessing);
    }

    /** Formats a preprocessing in one line. */
    public static String summary(Preprocessing preprocessing) {
        StringBuilder text = new StringBuilder();
        for (PreprocessingStep step : preprocessing.steps()) {
            text.append(
                    switch (step) {
                        case ResizeShortest resize ->
                            "shorter edge to " + resize.shortest() + " ("
                                    + resize.interpolation().label() + "), ";
                        case ResizeExact resize ->
                            "resize to " + resize.width() + " x " + resize.height() + " ("
                                    + resize.interpolation().label() + "), ";
                        case ResizeToMultiple resize ->
                            "resize to " + (resize.keepRatio() ? "about " : "") + resize.width() + " x "
                                    + resize.height() + ", multiples of " + resize.multiple() + " ("
                                    + resize.interpolation().label() + "), ";
                        case ResizeToBox resize ->
                            (resize.inside() ? "fit into " : "cover ") + resize.width() + " x " + resize.height() + " ("
                                    + resize.interpolation().label() + "), ";
                        case CenterCrop crop -> "crop to " + crop.width() + " x " + crop.height() + ", ";
                        case CropToInk _ -> "crop to the ink, ";
                    });
        }
        text.append(preprocessing.normalizations().isEmpty() ? "no normalization" : "normalize");
        preprocessing.normalizations().forEach(n -> text.append(" by " + n.mean() + " and " + n.deviation()));
        return text.toString();
    }
}
