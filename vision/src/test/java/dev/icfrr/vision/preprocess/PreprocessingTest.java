package dev.icfrr.vision.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropOrigin;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropToInk;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeShortest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {

    @TempDir
    Path folder;

    private Path json(String content) throws IOException {
        return Files.writeString(folder.resolve("config.json"), content);
    }

    /** An image whose red value is the column and whose green value is the row. */
    private static RgbPixels coordinates(int width, int height) {
        byte[] data = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            data[3 * i] = (byte) (i % width);
            data[3 * i + 1] = (byte) (i / width);
            data[3 * i + 2] = 1;
        }
        return new RgbPixels(width, height, data);
    }

    @ParameterizedTest
    @CsvSource({
        "9, 4, ROUND, 2",
        "9, 4, FLOOR, 2",
        "7, 4, ROUND, 2",
        "7, 4, FLOOR, 1",
        "8, 4, ROUND, 2",
        "8, 4, FLOOR, 2"
    })
    void cropsAtTheSamePositionAsTheOtherTools(int size, int crop, CropOrigin origin, int first) {
        RgbPixels cropped = new CenterCrop(crop, crop, origin).apply(coordinates(size, size + 10));
        assertThat(cropped.get(0, 0, 0)).isEqualTo(first);
        assertThat(cropped.get(crop - 1, 0, 0)).isEqualTo(first + crop - 1);
    }

    @ParameterizedTest
    @CsvSource({"ROUND, 1", "FLOOR, 2"})
    void anImageTooSmallForItsCropGetsABlackMargin(CropOrigin origin, int margin) {
        RgbPixels cropped = new CenterCrop(3, 8, origin).apply(coordinates(5, 3));
        assertThat(cropped.width()).isEqualTo(8);
        assertThat(cropped.height()).isEqualTo(3);
        for (int x = 0; x < 8; x++) {
            boolean inside = x >= margin && x < margin + 5;
            assertThat(cropped.get(x, 2, 0)).isEqualTo(inside ? x - margin : 0);
            assertThat(cropped.get(x, 2, 2)).isEqualTo(inside ? 1 : 0);
        }
    }

    @Test
    void inkIsCutOutWithAMarginOfTheBackground() {
        byte[] data = new byte[3 * 20 * 12];
        Arrays.fill(data, (byte) 200);
        Arrays.fill(data, 3 * (20 * 3 + 2), 3 * (20 * 3 + 12), (byte) 90);
        RgbPixels cropped = new CropToInk(32, 5).apply(new RgbPixels(20, 12, data));
        // Ten pixels of ink in a row, and two pixels of margin on each side.
        assertThat(List.of(cropped.width(), cropped.height())).containsExactly(14, 14);
        for (int x = 0; x < 14; x++) {
            assertThat(cropped.get(x, 7, 0)).isEqualTo(x >= 2 && x < 12 ? 90 : 200);
            assertThat(cropped.get(x, 0, 1)).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 37, 81, 30", "37, 100, 30, 81", "400, 20, 100, 5", "64, 64, 30, 30"})
    void resizesTheShorterEdgeAndLimitsTheLongerOne(int width, int height, int newWidth, int newHeight) {
        RgbPixels resized =
                new ResizeShortest(30, OptionalInt.of(100), Interpolation.BILINEAR).apply(coordinates(width, height));
        assertThat(List.of(resized.width(), resized.height())).containsExactly(newWidth, newHeight);
    }

    @Test
    void numbersAreScaledThenNormalizedInOrder() {
        Preprocessing preprocessing = new Preprocessing(
                        List.of(), Preprocessing.UNIT_SCALE, List.of(Normalization.IMAGENET))
                .followedBy(new Normalization(List.of(1.0, 2.0, 3.0), List.of(2.0, 2.0, 2.0)));
        float expected = ((51 / 255f - 0.406f) / 0.225f - 3f) / 2f;
        assertThat(preprocessing.table()[2][51]).isEqualTo(expected);
    }

    @Test
    void readsItsOwnFiles() throws IOException {
        Preprocessing preprocessing = new Preprocessing(
                List.of(
                        new ResizeShortest(256, OptionalInt.of(400), Interpolation.BICUBIC),
                        new ResizeShortest(250, OptionalInt.empty(), Interpolation.BOX),
                        new CenterCrop(240, 230, CropOrigin.FLOOR),
                        new CropToInk(32, 25),
                        new ResizeExact(224, 220, Interpolation.LANCZOS)),
                0.0125,
                List.of(Normalization.IMAGENET, Normalization.IMAGENET));
        assertThat(PreprocessingFiles.read(json(PreprocessingFiles.toJson(preprocessing))))
                .isEqualTo(preprocessing);
    }

    @Test
    void readsHuggingFacesFiles() throws IOException {
        Preprocessing clip = PreprocessingFiles.read(json("""
                {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_convert_rgb": true,
                 "do_normalize": true, "do_rescale": true, "do_resize": true, "image_mean": [0.4, 0.5, 0.6],
                 "image_processor_type": "CLIPImageProcessor", "image_std": [0.1, 0.2, 0.3], "resample": 3,
                 "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 224}}"""));
        assertThat(clip.steps())
                .containsExactly(
                        new ResizeShortest(224, OptionalInt.empty(), Interpolation.BICUBIC),
                        new CenterCrop(224, 224, CropOrigin.FLOOR));
        assertThat(clip.scale()).isEqualTo(Preprocessing.UNIT_SCALE);
        assertThat(clip.normalizations())
                .containsExactly(new Normalization(List.of(0.4, 0.5, 0.6), List.of(0.1, 0.2, 0.3)));

        Preprocessing vit = PreprocessingFiles.read(json("""
                {"do_normalize": true, "do_resize": true, "feature_extractor_type": "ViTFeatureExtractor",
                 "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "resample": 2, "size": 224}"""));
        assertThat(vit.steps()).containsExactly(new ResizeExact(224, 224, Interpolation.BILINEAR));
    }

    @Test
    void readsTimmsFiles() throws IOException {
        Preprocessing timm = PreprocessingFiles.read(json("""
                {"architecture": "vit_base_patch16_224", "num_classes": 0,
                 "pretrained_cfg": {"input_size": [3, 224, 224], "interpolation": "bicubic", "crop_pct": 0.9,
                 "crop_mode": "center", "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}}"""));
        assertThat(timm.steps())
                .containsExactly(
                        new ResizeShortest(248, OptionalInt.empty(), Interpolation.BICUBIC),
                        new CenterCrop(224, 224, CropOrigin.ROUND));
        assertThat(timm.table()[0][255]).isCloseTo(2, within(1e-6f));
    }

    private static final String REST = "\"image_mean\": [0, 0, 0], \"image_std\": [0.5, 0.5, 0.25]";

    private Preprocessing huggingFace(String fields) throws IOException {
        return PreprocessingFiles.read(json("{" + fields + ", " + REST + "}"));
    }

    @Test
    void normalizesTwiceForTheTopOfEfficientNet() throws IOException {
        for (String top : new String[] {"", "\"include_top\": true, "}) {
            Preprocessing twice =
                    huggingFace(top + "\"image_processor_type\": \"EfficientNetImageProcessor\", \"do_resize\": false");
            assertThat(twice.table()[2][255]).isEqualTo(16f);
        }
        Preprocessing once =
                huggingFace("\"image_processor_type\": \"EfficientNetImageProcessor\", \"do_resize\": false,"
                        + " \"include_top\": false, \"rescale_offset\": true");
        assertThat(once.table()[0][255]).isZero();
        assertThat(once.table()[0][0]).isEqualTo(-2f);
    }

    @ParameterizedTest
    @CsvSource({
        "CLIPImageProcessor, BICUBIC",
        "CLIPFeatureExtractor, BICUBIC",
        "SiglipImageProcessor, BICUBIC",
        "ViTImageProcessorFast, BILINEAR",
        "ConvNextFeatureExtractor, BILINEAR"
    })
    void takesTheInterpolationOfTheTypeIfThereIsNone(String type, Interpolation kernel) throws IOException {
        Preprocessing read = huggingFace("\"image_processor_type\": \"" + type + "\", \"do_center_crop\": false,"
                + " \"size\": {\"height\": 30, \"width\": 20}");
        assertThat(read.steps()).containsExactly(new ResizeExact(30, 20, kernel));
    }

    @Test
    void cropsAsTheTypeDoes() throws IOException {
        String convNext = "\"image_processor_type\": \"ConvNextImageProcessor\", \"resample\": 3, ";
        assertThat(huggingFace(convNext + "\"size\": {\"shortest_edge\": 32}, \"crop_pct\": 0.875")
                        .steps())
                .containsExactly(
                        new ResizeShortest(36, OptionalInt.empty(), Interpolation.BICUBIC),
                        new CenterCrop(32, 32, CropOrigin.FLOOR));
        assertThat(huggingFace(convNext + "\"size\": {\"shortest_edge\": 384}, \"crop_pct\": 0.875")
                        .steps())
                .containsExactly(new ResizeExact(384, 384, Interpolation.BICUBIC));
        assertThat(huggingFace("\"image_processor_type\": \"LevitImageProcessor\", \"size\": {\"shortest_edge\": 224},"
                                + " \"crop_size\": 224")
                        .steps())
                .containsExactly(
                        new ResizeShortest(256, OptionalInt.empty(), Interpolation.BICUBIC),
                        new CenterCrop(224, 224, CropOrigin.FLOOR));
        assertThat(huggingFace(
                                "\"feature_extractor_type\": \"DeiTFeatureExtractor\", \"size\": 256, \"crop_size\": 224")
                        .steps())
                .containsExactly(
                        new ResizeExact(256, 256, Interpolation.BICUBIC), new CenterCrop(224, 224, CropOrigin.FLOOR));
    }

    @Test
    void readsOpenClipsFiles() throws IOException {
        String settings = "\"mean\": [0.5, 0.5, 0.5], \"std\": [0.5, 0.5, 0.5], \"interpolation\": \"bicubic\"";
        Preprocessing model = PreprocessingFiles.read(json("{\"model_cfg\": {\"embed_dim\": 512, \"vision_cfg\":"
                + " {\"image_size\": 32}}, \"preprocess_cfg\": {" + settings + ", \"resize_mode\": \"squash\"}}"));
        assertThat(model.steps()).containsExactly(new ResizeExact(32, 32, Interpolation.BICUBIC));
        Preprocessing beside = PreprocessingFiles.read(json("{\"size\": [32, 32], \"mode\": \"RGB\", " + settings
                + ", \"resize_mode\": \"shortest\", \"fill_color\": 0}"));
        assertThat(beside.steps())
                .containsExactly(
                        new ResizeShortest(32, OptionalInt.empty(), Interpolation.BICUBIC),
                        new CenterCrop(32, 32, CropOrigin.ROUND));
        Preprocessing nested = PreprocessingFiles.read(json("\ufeff{\"image_processor\": {\"do_resize\": false, " + REST
                + "}, \"processor_class\": \"CLIPProcessor\"}"));
        assertThat(nested.steps()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"do_resize\": true, \"size\": 32, \"keep_aspect_ratio\": true",
                "\"do_resize\": true, \"size\": 32, \"ensure_multiple_of\": 32",
                "\"do_resize\": true, \"size\": 32, \"do_thumbnail\": true",
                "\"do_resize\": true, \"size\": 32, \"do_invert\": true",
                "\"do_resize\": true, \"size\": 32, \"min_pixels\": 3136",
                "\"do_resize\": true, \"size\": 32, \"crop_pct\": 0.9",
                "\"do_resize\": true, \"size\": {\"longest_edge\": 32}",
                "\"do_resize\": true, \"size\": {\"height\": 32, \"width\": 32, \"max_height\": 2}",
                "\"do_resize\": true, \"size\": 32, \"resample\": 3, \"image_processor_type\": \"PerceiverImageProcessor\"",
                "\"do_resize\": true, \"size\": 32, \"image_processor_type\": \"UnheardOfImageProcessor\"",
                "\"do_resize\": false, \"do_pad\": true, \"pad_size\": 40"
            })
    void refusesFieldsThatWouldChangeThePixels(String fields) {
        assertThatThrownBy(() -> huggingFace(fields))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.json");
    }

    @Test
    void passesOverFieldsWithoutEffect() throws IOException {
        Preprocessing read = huggingFace("\"do_resize\": false, \"size\": 32, \"resample\": 0, \"crop_size\": 9,"
                + " \"do_convert_rgb\": true, \"do_pad\": false, \"pad_size\": 3, \"return_tensors\": \"pt\","
                + " \"future_flag\": false, \"future_value\": null, \"processor_class\": \"CLIPProcessor\"");
        assertThat(read.steps()).isEmpty();
    }

    @Test
    void saysWhichNumberIsNone() throws IOException {
        Path file = json("{\"do_resize\": false, \"image_mean\": [NaN, 0, 0], \"image_std\": [1, 1, 1]}");
        assertThatThrownBy(() -> PreprocessingFiles.read(file)).hasMessageContaining("a mean of NaN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[1, 2]",
                "{\"hello\": 1}",
                "{\"do_resize\": true",
                "{\"do_resize\": true, \"size\": {\"width\": 5}}",
                "{\"do_resize\": \"yes\"}",
                "{\"do_resize\": false, \"do_pad\": true}",
                "{\"do_resize\": false, \"image_mean\": [1, 2], \"image_std\": [1, 2, 3]}",
                "{\"do_resize\": true, \"resample\": 0, \"size\": 8}",
                "{\"input_size\": [1, 8, 8], \"mean\": [0, 0, 0], \"std\": [1, 1, 1]}",
                "{\"input_size\": [3, 8, 8], \"crop_mode\": \"border\", \"mean\": [0, 0, 0], \"std\": [1, 1, 1]}",
                "{\"format\": \"icfrr-preprocessing\", \"version\": 2}",
                "{\"format\": \"icfrr-preprocessing\", \"version\": 1, \"steps\": [{\"step\": \"flip\"}]}",
                "{\"format\": \"icfrr-preprocessing\", \"version\": 1, \"steps\": [], \"scale\": 1, \"normalize\": [],"
                        + " \"more\": 1}"
            })
    void rejectsUnsupportedFilesAndNamesThem(String content) throws IOException {
        Path file = json(content);
        assertThatThrownBy(() -> PreprocessingFiles.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void filesAreFoundBesideTheModelAndAboveOnnxFolders() throws IOException {
        Path model = Files.createDirectories(folder.resolve("a model/onnx")).resolve("model.onnx");
        assertThat(PreprocessingFiles.find(model)).isEmpty();
        Path above = Files.createFile(folder.resolve("a model/preprocessor_config.json"));
        assertThat(PreprocessingFiles.find(model).map(Path::normalize)).contains(above);
        Path own = Files.createFile(folder.resolve("a model/onnx/model.preprocessing.json"));
        assertThat(PreprocessingFiles.find(model)).contains(own);
    }
}
