package dev.icfrr.vision.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.Reference;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.preprocess.Normalization;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import dev.icfrr.vision.preprocess.RgbPixels;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pixels and features of the reference's own run. */
class ReferenceFeaturesTest {

    @TempDir
    Path folder;

    private Preprocessing importTiny() throws IOException {
        Path model = folder.resolve("tiny.onnx");
        CheckpointImport.run(
                Reference.folder().resolve("vit/checkpoint.pth"),
                model,
                new CheckpointOptions(OptionalInt.of(4), Optional.empty()),
                Optional.empty(),
                Precision.FLOAT32);
        return PreprocessingFiles.read(PreprocessingFiles.beside(model));
    }

    private static List<Path> images() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String line : Files.readAllLines(Reference.folder().resolve("vit/images.txt"))) {
            paths.add(Reference.folder().resolve("examples/custom", line));
        }
        return paths;
    }

    @Test
    void pixelsAreTheSame() throws IOException {
        Preprocessing preprocessing = importTiny();
        float[][] table = preprocessing.table();
        FloatBuffer tensor = FloatBuffer.allocate(4 * 3 * 64 * 64);
        int at = 0;
        for (Path path : images()) {
            Preprocessing.toTensor(preprocessing.apply(RgbPixels.of(Images.read(path))), table, tensor, at);
            at += 3 * 64 * 64;
        }
        try (TensorFile expected = TensorFiles.open(Reference.folder().resolve("vit/pixels.npy"))) {
            assertThat(tensor.array()).isEqualTo(expected.soleTensor().toFloatArray());
        }
    }

    @Test
    void featuresAreTheSameWithoutAndWithNormalization() throws IOException {
        Preprocessing plain = importTiny();
        compare(plain, "vit/features.npy");
        compare(plain.followedBy(Normalization.IMAGENET), "vit/features_imagenet_normalised.npy");
    }

    private void compare(Preprocessing preprocessing, String golden) throws IOException {
        List<RgbPixels> prepared = new ArrayList<>();
        float[][] features;
        try (OnnxEncoder encoder =
                OnnxEncoder.open(folder.resolve("tiny.onnx"), preprocessing, OnnxOptions.processor(2), 4)) {
            for (Path path : images()) {
                prepared.add(encoder.prepare(Images.read(path)));
            }
            features = encoder.encode(prepared);
        }
        try (TensorFile expected = TensorFiles.open(Reference.folder().resolve(golden))) {
            float[] values = expected.soleTensor().toFloatArray();
            double worst = 0;
            for (int i = 0; i < values.length; i++) {
                worst = Math.max(worst, Math.abs(values[i] - features[i / 48][i % 48]));
            }
            assertThat(worst).as(golden).isCloseTo(0, within(1e-6));
        }
    }
}
