package dev.icfrr.vision.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.vision.Reference;
import dev.icfrr.vision.image.Images;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    /** The formula of pillow_resizes.py. */
    static RgbPixels image(int width, int height) {
        byte[] data = new byte[3 * width * height];
        long state = width * 1000L + height;
        for (int i = 0; i < data.length; i++) {
            state = (state * 1103515245 + 12345) & 0x7fffffff;
            data[i] = (byte)
                    switch ((int) (state >> 24 & 3)) {
                        case 0 -> 0;
                        case 1 -> 255;
                        case 2 -> state >> 16;
                        default -> state >> 17;
                    };
        }
        return new RgbPixels(width, height, data);
    }

    @Test
    void equalsPillowToTheBit() throws IOException {
        List<String> lines;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("pillow_resizes.txt"))) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        assertThat(lines).hasSize(200);
        for (String line : lines) {
            String[] fields = line.split(" ");
            RgbPixels resized = Resampler.resize(
                    image(Integer.parseInt(fields[1]), Integer.parseInt(fields[2])),
                    Integer.parseInt(fields[3]),
                    Integer.parseInt(fields[4]),
                    Interpolation.of(fields[0]));
            CRC32 sum = new CRC32();
            sum.update(resized.data());
            assertThat(sum.getValue()).as(line).isEqualTo(Long.parseLong(fields[5]));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "query/13805.png, 64", "query/13805.png, 224",
        "gallery/n02131653_167.JPEG, 64", "gallery/n02131653_167.JPEG, 224"
    })
    void equalsPillowOnPhotosAndSketches(String name, int size) throws IOException {
        Path reference = Reference.folder();
        RgbPixels image = RgbPixels.of(Images.read(reference.resolve("examples/custom", name)));
        String stem = name.replaceAll(".*/|\\..*", "");
        for (String kernel : List.of("bilinear", "bicubic")) {
            RgbPixels expected = RgbPixels.of(
                    Images.read(reference.resolve("vit/pillow_" + kernel + "_" + size + "_" + stem + ".png")));
            RgbPixels resized = Resampler.resize(image, size, size, Interpolation.of(kernel));
            assertThat(resized.data()).as(kernel).isEqualTo(expected.data());
        }
    }

    @Test
    void rejectsASizeOfZero() {
        assertThatThrownBy(() -> Resampler.resize(image(3, 3), 0, 5, Interpolation.BICUBIC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 x 5");
    }
}
