package dev.icfrr.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK's reader gets the pixels that were written. */
class PngWriterTest {
    @TempDir
    Path folder;

    /** The last one has more than one chunk of compressed rows. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 50", "50, 1", "37, 23", "400, 300"})
    void theReaderOfTheJdkGetsTheSamePixels(int width, int height) throws IOException {
        BufferedImage image = noise(width, height);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PngWriter.write(image, out);
        assertThat(pixels(ImageIO.read(new ByteArrayInputStream(out.toByteArray()))))
                .isEqualTo(pixels(image));
    }

    @Test
    void aPartOfAnImageAndOneWithAlphaAreWrittenToo() throws IOException {
        BufferedImage part = noise(40, 30).getSubimage(3, 4, 20, 10);
        Images.writePng(part, folder.resolve("part.png"));
        assertThat(pixels(ImageIO.read(folder.resolve("part.png").toFile()))).isEqualTo(pixels(part));
        BufferedImage alpha = new BufferedImage(9, 8, BufferedImage.TYPE_INT_ARGB);
        alpha.setRGB(3, 4, 0x80123456);
        Images.writePng(alpha, folder.resolve("alpha.png"));
        assertThat(pixels(ImageIO.read(folder.resolve("alpha.png").toFile()))).isEqualTo(pixels(alpha));
    }

    private static BufferedImage noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
