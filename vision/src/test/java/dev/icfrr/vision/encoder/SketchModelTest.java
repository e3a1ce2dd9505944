package dev.icfrr.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.io.FileHashes;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.preprocess.RgbPixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goldens are written by {@code training/export.py}. */
class SketchModelTest {

    private static final Path GOLDENS = Path.of(
                    Objects.requireNonNull(SketchModelTest.class.getResource("features.tsv"))
                            .getPath())
            .getParent();

    @Test
    void featuresAreThoseOfTheTraining() throws IOException {
        List<String> lines = Files.readAllLines(GOLDENS.resolve("features.tsv"));
        List<RgbPixels> images = new ArrayList<>();
        Map<String, Double> differences = new TreeMap<>();
        try (OnnxEncoder encoder = SketchModel.open(1, 8)) {
            for (String line : lines) {
                images.add(encoder.prepare(Images.read(GOLDENS.resolve(line.substring(0, line.indexOf('\t'))))));
            }
            float[][] features = encoder.encode(images);
            assertThat(features).hasNumberOfRows(lines.size());
            for (int i = 0; i < features.length; i++) {
                String numbers = lines.get(i).substring(lines.get(i).indexOf('\t') + 1);
                double[] expected = Arrays.stream(numbers.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                assertThat(features[i]).hasSize(expected.length);
                double difference = 0;
                for (int j = 0; j < expected.length; j++) {
                    difference = Math.max(difference, Math.abs(features[i][j] - expected[j]));
                }
                differences.put(lines.get(i).substring(0, lines.get(i).indexOf('\t')), difference);
            }
        }
        assertThat(differences)
                .hasSize(lines.size())
                .allSatisfy((_, difference) -> assertThat(difference).isLessThan(1e-4));
    }

    @Test
    void theFileIsKeptMendedAndMadeElsewhereIfTheFolderCannotBeWritten(@TempDir Path folder) throws IOException {
        Path kept = SketchModel.file(folder.resolve("models"));
        assertThat(FileHashes.sha256(kept)).isEqualTo(SketchModel.sha256());
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(kept, old);
        assertThat(SketchModel.file(folder.resolve("models"))).isEqualTo(kept);
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(old);

        Files.write(kept, new byte[] {8});
        assertThat(SketchModel.file(folder.resolve("models"))).isEqualTo(kept);
        assertThat(FileHashes.sha256(kept)).isEqualTo(SketchModel.sha256());
        try (var files = Files.list(folder.resolve("models"))) {
            assertThat(files).hasSize(1);
        }

        Path elsewhere = SketchModel.file(kept.resolve("below-a-file"));
        assertThat(elsewhere).isNotEqualTo(kept);
        assertThat(FileHashes.sha256(elsewhere)).isEqualTo(SketchModel.sha256());
    }

    @Test
    void theMeanOfDrawingsHasTheLengthOfFeaturesAndLiesWithinThem() throws IOException {
        SketchModel.Drawings drawings = SketchModel.drawings();
        assertThat(drawings.count()).isGreaterThan(1000);
        assertThat(drawings.mean()).hasSize(128);
        // Features have length 1; drawings have something in common, but not all.
        assertThat(Math.sqrt(Arrays.stream(drawings.mean()).map(v -> v * v).sum()))
                .isBetween(0.05, 0.8);
    }
}
