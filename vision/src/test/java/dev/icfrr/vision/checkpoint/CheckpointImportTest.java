package dev.icfrr.vision.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.preprocess.Interpolation;
import dev.icfrr.vision.preprocess.Normalization;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import dev.icfrr.vision.preprocess.PreprocessingStep;
import dev.icfrr.vision.preprocess.RgbPixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointImportTest {

    private static final Path RESOURCES = Path.of("src/test/resources/dev/icfrr/vision/checkpoint");
    private static final VitShape TINY = new VitShape(8, 2, 2, 4, 2, 3, 12);
    private static final Preprocessing PLAIN =
            new Preprocessing(List.of(), Preprocessing.UNIT_SCALE, List.of(Normalization.IMAGENET));

    @TempDir
    Path folder;

    /** The formula of vit_goldens.py. */
    private static BufferedImage image(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = (rgb << 8) | ((x * (3 + c) + y * (5 - c) * (1 + c)) % 256);
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    @ParameterizedTest
    @CsvSource({"narrow, 3", "oblong, 0", "small, 2"})
    void featuresEqualPyTorchs(String name, int heads) throws IOException {
        float[][] features = features(name, heads, Precision.FLOAT32);
        try (TensorFile file = TensorFiles.open(RESOURCES.resolve("vit_" + name + ".npy"))) {
            for (int i = 0; i < 3; i++) {
                float[] expected = file.soleTensor().select(i).toFloatArray();
                for (int j = 0; j < expected.length; j++) {
                    assertThat(Math.abs(features[i][j] - expected[j]))
                            .as("feature %d of image %d", j, i)
                            .isLessThan(2e-6f);
                }
            }
        }
    }

    @Test
    void quantizedFeaturesAreCloseToTheFloatOnes() throws IOException {
        float[][] exact = features("narrow", 3, Precision.FLOAT32);
        float[][] rounded = features("narrow", 3, Precision.INT8);
        for (int i = 0; i < exact.length; i++) {
            double cosine = 0;
            for (int j = 0; j < exact[i].length; j++) {
                cosine += exact[i][j] * rounded[i][j];
            }
            assertThat(cosine).isBetween(0.97, 0.999999);
        }
    }

    private float[][] features(String name, int heads, Precision precision) throws IOException {
        Path model = folder.resolve(name + ".onnx");
        CheckpointImport.Result result = CheckpointImport.run(
                RESOURCES.resolve("vit_" + name + ".pth"), model, options(heads), Optional.empty(), precision);
        Preprocessing preprocessing = PreprocessingFiles.read(PreprocessingFiles.beside(model));
        assertThat(preprocessing).isEqualTo(result.preprocessing());
        try (OnnxEncoder encoder = OnnxEncoder.open(model, preprocessing, OnnxOptions.processor(2), 3)) {
            List<RgbPixels> prepared = new ArrayList<>();
            prepared.add(encoder.prepare(image(37, 53)));
            prepared.add(encoder.prepare(image(120, 41)));
            prepared.add(encoder.prepare(image(64, 64)));
            if (encoder.batch() > 1) {
                return encoder.encode(prepared);
            }
            float[][] features = new float[prepared.size()][];
            for (int i = 0; i < features.length; i++) {
                features[i] = encoder.encode(List.of(prepared.get(i)))[0];
            }
            return features;
        }
    }

    @Test
    void featuresDoNotDependOnTheBatchTheyAreComputedIn() throws IOException {
        float[][] together = features("narrow", 3, Precision.FLOAT32);
        Path model = folder.resolve("narrow.onnx");
        Preprocessing preprocessing = PreprocessingFiles.read(PreprocessingFiles.beside(model));
        for (int batch : new int[] {2, 5, 32}) {
            try (OnnxEncoder encoder = OnnxEncoder.open(model, preprocessing, OnnxOptions.processor(1), batch)) {
                RgbPixels first = encoder.prepare(image(37, 53));
                RgbPixels second = encoder.prepare(image(120, 41));
                assertThat(encoder.encode(List.of(second))[0]).isEqualTo(together[1]);
                assertThat(encoder.encode(List.of(second, first))[1]).isEqualTo(together[0]);
            }
        }
    }

    private static CheckpointOptions options(int heads) {
        return new CheckpointOptions(heads == 0 ? OptionalInt.empty() : OptionalInt.of(heads), Optional.empty());
    }

    private Path checkpoint(Consumer<Map<String, Tensor>> change) throws IOException {
        Map<String, Tensor> state = new LinkedHashMap<>();
        TINY.parameters().forEach((name, shape) -> {
            int count = 1;
            for (long size : shape) {
                count *= (int) size;
            }
            state.put(name, Tensor.of(new float[count], shape));
        });
        change.accept(state);
        Path path = folder.resolve("checkpoint.pth");
        PthWriter.write(path, Value.Dict.ordered(state));
        return path;
    }

    private CheckpointImport.Result run(Path checkpoint, CheckpointOptions options) throws IOException {
        return CheckpointImport.run(
                checkpoint, folder.resolve("out.onnx"), options, Optional.of(PLAIN), Precision.FLOAT32);
    }

    @Test
    void aPlainStateDictNeedsAPreprocessing() throws IOException {
        Path path = checkpoint(state -> {});
        assertThatThrownBy(() -> CheckpointImport.run(
                        path, folder.resolve("x.onnx"), options(2), Optional.empty(), Precision.FLOAT32))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("data_transform")
                .hasMessageContaining("--preprocessing");
    }

    @Test
    void listsAllMismatchedParametersAndWritesNothing() throws IOException {
        Path path = checkpoint(state -> {
            state.remove("blocks.1.norm2.bias");
            state.put("blocks.0.ls1.gamma", Tensor.of(new float[8], 8));
            state.put("norm.weight", Tensor.of(new float[7], 7));
            state.put("head.weight", Tensor.of(new float[80], 10, 8));
            state.put("pos_embed", Tensor.of(new float[40], 1, 5, 8));
        });
        assertThatThrownBy(() -> run(path, options(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("missing: blocks.1.norm2.bias")
                .hasMessageContaining("unexpected: blocks.0.ls1.gamma")
                .hasMessageContaining("misshapen: norm.weight is [7] instead of [8]")
                .hasMessageNotContaining("head.weight");
        assertThat(Files.exists(folder.resolve("out.onnx"))).isFalse();
    }

    @Test
    void patchesThatFormNoSquareNeedAnImageSize() throws IOException {
        assertThatThrownBy(() -> run(checkpoint(state -> {}), options(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("6 patches");
    }

    @Test
    void rejectsImagesPreparedToAnotherSize() throws IOException {
        Path path = checkpoint(state -> state.put("pos_embed", Tensor.of(new float[40], 1, 5, 8)));
        Preprocessing large = new Preprocessing(
                List.of(new PreprocessingStep.ResizeExact(12, 12, Interpolation.BILINEAR)),
                Preprocessing.UNIT_SCALE,
                List.of());
        assertThatThrownBy(() -> CheckpointImport.run(
                        path, folder.resolve("x.onnx"), options(2), Optional.of(large), Precision.FLOAT32))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("12 x 12")
                .hasMessageContaining("8 x 8");
    }

    @Test
    void headsAreRequiredIfTheWidthDoesNotDetermineThem() throws IOException {
        assertThatThrownBy(() -> run(
                        checkpoint(state -> state.put("pos_embed", Tensor.of(new float[40], 1, 5, 8))),
                        CheckpointOptions.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--heads");
    }

    @Test
    void namesAFileThatIsNoCheckpoint() throws IOException {
        Path path = folder.resolve("list.pth");
        PthWriter.write(path, Value.of(List.of(1, 2)));
        assertThatThrownBy(() -> run(path, CheckpointOptions.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("dictionary");
    }
}
