package dev.icfrr.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.io.FileHashes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of many kinds have Pillow's pixels, and what Pillow refuses is refused. See {@code make_kinds.py}. */
class ImageKindsTest {

    private record Kind(String name, byte[] file, int width, int height, String pixels) {}

    private static List<Kind> kinds() throws IOException {
        List<Kind> kinds = new ArrayList<>();
        try (InputStream in = ImageKindsTest.class.getResourceAsStream("kinds.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] fields = line.split("\t");
                kinds.add(new Kind(
                        fields[0],
                        Base64.getDecoder().decode(fields[1]),
                        Integer.parseInt(fields[2]),
                        Integer.parseInt(fields[3]),
                        fields[4]));
            }
        }
        return kinds;
    }

    @TestFactory
    List<DynamicTest> decodesToThePixelsOfPillow() throws IOException {
        return kinds().stream()
                .map(kind -> DynamicTest.dynamicTest(kind.name, () -> check(kind)))
                .toList();
    }

    private static void check(Kind kind) throws IOException {
        if (kind.pixels.equals("refused")) {
            assertThatThrownBy(() -> Images.read(kind.file, kind.name, 1 << 20))
                    .isInstanceOf(ImageException.class)
                    .hasMessageStartingWith(kind.name + ": ");
            return;
        }
        BufferedImage image = Images.read(kind.file, kind.name, 1 << 20);
        assertThat(new int[] {image.getWidth(), image.getHeight()}).containsExactly(kind.width, kind.height);
        int[] pixels = image.getRGB(0, 0, kind.width, kind.height, null, 0, kind.width);
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgb[3 * i] = (byte) (pixels[i] >> 16);
            rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
            rgb[3 * i + 2] = (byte) pixels[i];
        }
        assertThat(HexFormat.of().formatHex(FileHashes.newDigest().digest(rgb))).isEqualTo(kind.pixels);
    }

    /** Damage of any kind ends in an image or in an {@link ImageException}, never in another exception. */
    @Test
    void damageNeverEscapes() throws IOException {
        java.util.Random random = new java.util.Random(11);
        for (Kind kind : kinds()) {
            for (int round = 0; round < 20; round++) {
                byte[] damaged = kind.file.clone();
                for (int i = 0; i < 3; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                try {
                    Images.read(damaged, kind.name, 1 << 20);
                } catch (ImageException e) {
                    assertThat(e).as("seed 11, " + kind.name).hasMessageStartingWith(kind.name + ": ");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "49492a00, TIFF",
        "4d4d002a, TIFF",
        "0000000c4a584c20, JPEG XL",
        "0000000c6a502020, JPEG 2000",
        "000000186674797068656963, HEIC",
        "000000186674797061766966, AVIF",
        "255044462d, PDF",
        "3c3f786d6c20, XML",
        "3c21444f43545950452068746d6c3e, web page",
        "76657273696f6e2068747470733a2f2f6769742d6c6673, Git LFS",
        "'', empty",
        "00000a0a, not a JPEG"
    })
    void namesWhatItDoesNotRead(String start, String what) {
        assertThatThrownBy(() -> Images.read(HexFormat.of().parseHex(start), "a.jpg", 100))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("a.jpg: ")
                .hasMessageContaining(what);
    }

    @Test
    void namesCodingsOfJpegThatItDoesNotRead() throws IOException {
        byte[] file = kinds().stream()
                .filter(kind -> kind.name.startsWith("sampling-1x1-0"))
                .findFirst()
                .orElseThrow()
                .file;
        for (int i = 0; i < file.length - 1; i++) {
            if ((file[i] & 0xff) == 0xff
                    && ((file[i + 1] & 0xff) == 0xc0 || (file[i + 1] & 0xff) == 0xc1 || (file[i + 1] & 0xff) == 0xc2)) {
                file[i + 1] = (byte) 0xc9;
                break;
            }
        }
        assertThatThrownBy(() -> Images.read(file, "a.jpg", 1 << 20)).hasMessageContaining("arithmetic coding");
    }

    @Test
    void checksTheSizeOfEveryFormatBeforeDecoding() throws IOException {
        for (Kind kind : kinds()) {
            if (!kind.pixels.equals("refused")) {
                assertThatThrownBy(() -> Images.read(kind.file, kind.name, (long) kind.width * kind.height - 1))
                        .as(kind.name)
                        .isInstanceOfSatisfying(
                                ImageException.class,
                                e -> assertThat(e.isTooLarge()).isTrue());
            }
        }
    }
}
