package dev.icfrr.vision.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes that depend on the image are those of DPT's processor and OpenCLIP's transform; see kept_ratios.py. */
class KeptRatiosTest {
    @TempDir
    private Path folder;

    private Preprocessing read(String[] rule) throws IOException {
        boolean dpt = rule[0].equals("dpt");
        String json =
                dpt ? """
                {"image_processor_type": "DPTImageProcessor", "size": {"height": %s, "width": %s}, "do_resize": true,
                 "keep_aspect_ratio": %s, "ensure_multiple_of": %s, "do_normalize": false}
                """.formatted(rule[1], rule[2], rule[3].equals("1"), rule[4]) : """
                {"size": [%s, %s], "resize_mode": "longest", "fill_color": 0, "interpolation": "bicubic",
                 "mean": [0, 0, 0], "std": [1, 1, 1]}
                """.formatted(rule[1], rule[2]);
        String name = dpt ? "preprocessor_config.json" : "preprocess_cfg.json";
        return PreprocessingFiles.read(Files.writeString(folder.resolve(name), json));
    }

    @Test
    void equalTheRulesOfThePublishedSources() throws IOException {
        List<String> lines;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("kept_ratios.txt"))) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        assertThat(lines).hasSize(120);
        for (String line : lines) {
            String[] parts = line.split(" \\| ");
            Preprocessing preprocessing = read(parts[0].split(" "));
            Path own = folder.resolve("own.json");
            Files.writeString(own, PreprocessingFiles.toJson(preprocessing));
            assertThat(PreprocessingFiles.read(own)).isEqualTo(preprocessing);
            String[] size = parts[1].split(" ");
            RgbPixels image = ResamplerTest.image(Integer.parseInt(size[0]), Integer.parseInt(size[1]));
            if (parts[2].equals("refused")) {
                assertThatThrownBy(() -> preprocessing.apply(image)).as(line).hasMessageContaining("too narrow");
                continue;
            }
            RgbPixels result = preprocessing.apply(image);
            CRC32 sum = new CRC32();
            sum.update(result.data());
            assertThat(result.width() + " " + result.height() + " " + sum.getValue())
                    .as(line)
                    .isEqualTo(parts[2]);
            preprocessing
                    .outputSize()
                    .ifPresent(fixed -> assertThat(List.of(fixed[0], fixed[1]))
                            .as(line)
                            .containsExactly(result.height(), result.width()));
        }
    }

    @Test
    void otherColorsOfTheMarginAreRefused() throws IOException {
        Path file = Files.writeString(
                folder.resolve("preprocess_cfg.json"),
                "{\"size\": 32, \"resize_mode\": \"longest\", \"fill_color\": 127, \"interpolation\": \"bicubic\"}");
        assertThatThrownBy(() -> PreprocessingFiles.read(file)).hasMessageContaining("'fill_color' 127");
    }
}
