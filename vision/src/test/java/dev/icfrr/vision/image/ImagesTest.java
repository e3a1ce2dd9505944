package dev.icfrr.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.io.AtomicFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoded values are the file's own, and a bad file is named together with its fault. */
class ImagesTest {

    @TempDir
    private Path folder;

    /** See {@code make.py} beside the images. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "alpha.png",
                "gray-alpha.png",
                "transparent-color.png",
                "palette-4-bit.png",
                "palette-transparent.png",
                "one-bit.png",
                "gray-16-bit.png",
                "lossless.webp",
                "lossless-alpha.webp",
                "lossy.webp",
                "lossy-alpha.webp",
                "palette.gif",
                "plain.bmp",
                "subsampled.jpg",
                "progressive.jpg",
                "gray.jpg",
                "cmyk.jpg",
                "cmyk-noise.jpg",
                "ycck.jpg",
                "profile.jpg",
                "exif-turned.jpg"
            })
    void decodesToThePixelsOfPillow(String name) throws Exception {
        BufferedImage decoded = Images.read(Path.of(getClass().getResource(name).toURI()));
        byte[] expected =
                Files.readAllBytes(Path.of(getClass().getResource(name + ".rgb").toURI()));
        ByteArrayOutputStream rgb = new ByteArrayOutputStream();
        for (int pixel : pixels(decoded)) {
            rgb.write(pixel >> 16);
            rgb.write(pixel >> 8);
            rgb.write(pixel);
        }
        assertThat(rgb.toByteArray()).isEqualTo(expected);
    }

    /** Pillow's first frame is in {@code kinds.tsv}; here the file of an earlier version. */
    @Test
    void readsTheFirstFrameOfAnAnimation() throws Exception {
        BufferedImage frame =
                Images.read(Path.of(getClass().getResource("animated.webp").toURI()));
        assertThat(size(frame)).containsExactly(37, 29);
    }

    @Test
    void dropsAlphaAndKeepsTheColorUnderIt() throws Exception {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00c81e0a);
        image.setRGB(1, 0, 0x800a141e);
        assertThat(pixels(Images.read(png("transparent ümläut.png", image)))).containsExactly(0xc81e0a, 0x0a141e);
    }

    @Test
    void keepsGrayLevelsWithoutAGammaCurve() throws Exception {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100, 255});
        assertThat(pixels(Images.read(png("gray.png", image)))).containsExactly(0, 0x646464, 0xffffff);
    }

    @Test
    void takesTheUpperBitsOfSixteen() throws Exception {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, new int[] {0x01ff, 0x8080, 0xffff});
        assertThat(pixels(Images.read(png("rgb16.png", new BufferedImage(model, raster, false, null)))))
                .containsExactly(0x0180ff);
    }

    @Test
    void resolvesPalettesOfEveryDepth() throws Exception {
        for (int bits : new int[] {1, 2, 4, 8}) {
            int colors = 1 << bits;
            byte[] red = new byte[colors];
            red[colors - 1] = (byte) 200;
            byte[] rest = new byte[colors];
            byte[] alpha = new byte[colors];
            IndexColorModel palette = new IndexColorModel(bits, colors, red, rest, rest, alpha);
            BufferedImage image = new BufferedImage(
                    3, 1, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
            image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, colors - 1, 0});
            assertThat(pixels(Images.read(png("palette" + bits + ".png", image))))
                    .containsExactly(0, 0xc80000, 0);
        }
    }

    @Test
    void readsWhatItWrites() throws Exception {
        BufferedImage image = noise(37, 23);
        Path file = folder.resolve("new folder").resolve("a.png");
        Images.writePng(image, file);
        assertThat(pixels(Images.read(file))).isEqualTo(pixels(image));
        Files.write(folder.resolve("b.jpg"), Images.jpeg(image, 0.9));
        BufferedImage back = Images.read(folder.resolve("b.jpg"));
        assertThat(back.getWidth()).isEqualTo(37);
        assertThat(back.getHeight()).isEqualTo(23);
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void namesTheFileAndTheFault() throws Exception {
        Path text = Files.writeString(folder.resolve("text.jpg"), "not an image");
        Path empty = Files.createFile(folder.resolve("empty.png"));
        assertThatThrownBy(() -> Images.read(folder.resolve("none.png")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("none.png")
                .hasMessageContaining("no such image");
        assertThatThrownBy(() -> Images.read(folder)).isInstanceOf(ImageException.class);
        assertThatThrownBy(() -> Images.read(text))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("text.jpg");
        assertThatThrownBy(() -> Images.read(empty))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("empty.png");
    }

    @Test
    void rejectsTruncatedFiles() throws Exception {
        BufferedImage image = noise(64, 64);
        byte[] webp = getClass().getResourceAsStream("lossy.webp").readAllBytes();
        for (byte[] whole : new byte[][] {Images.png(image), Images.jpeg(image, 0.9), webp}) {
            for (int length : new int[] {3, 20, 40, whole.length / 2}) {
                Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> Images.read(file)).isInstanceOf(ImageException.class);
            }
        }
    }

    @Test
    void damagedBytesCauseOnlyImageExceptions() throws Exception {
        long seed = 7;
        Random random = new Random(seed);
        byte[] webp = getClass().getResourceAsStream("lossy-alpha.webp").readAllBytes();
        for (byte[] whole : new byte[][] {Images.png(noise(24, 24)), Images.jpeg(noise(24, 24), 0.9), webp}) {
            for (int round = 0; round < 60; round++) {
                byte[] damaged = whole.clone();
                for (int i = 0; i < 4; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                Path file = Files.write(folder.resolve("damaged"), damaged);
                try {
                    Images.read(file, 1_000_000);
                } catch (ImageException e) {
                    assertThat(e).as("seed " + seed).hasMessageMatching("(?s).*(damaged|not a JPEG|the limit of).*");
                }
            }
        }
    }

    @Test
    void checksTheHeaderBeforeDecoding() throws Exception {
        byte[] png = Images.png(noise(4, 4));
        // A header that claims 65,536 x 65,536 pixels: decoding it would need 16 GB.
        png[17] = 1;
        png[21] = 1;
        png[18] = png[19] = png[22] = png[23] = 0;
        Path file = Files.write(folder.resolve("bomb.png"), png);
        assertThatThrownBy(() -> Images.read(file))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("65536 x 65536");
        Path small = png("small.png", noise(10, 10));
        assertThat(Images.read(small, 100).getWidth()).isEqualTo(10);
        assertThatThrownBy(() -> Images.read(small, 99)).hasMessageContaining("limit of 99");
    }

    @Test
    void fitsIntoABoxWithoutDistortion() {
        assertThat(size(Images.fit(noise(400, 100), 50, 50))).containsExactly(50, 13);
        assertThat(size(Images.fit(noise(3, 9), 90, 90))).containsExactly(30, 90);
        assertThat(size(Images.fit(noise(5000, 1), 64, 64))).containsExactly(64, 1);
    }

    @Test
    void averagesFineLinesInsteadOfSkippingThem() {
        BufferedImage stripes = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = stripes.createGraphics();
        g.setColor(Color.WHITE);
        for (int x = 0; x < 512; x += 4) {
            g.fillRect(x, 0, 1, 512);
        }
        g.dispose();
        for (int rgb : pixels(Images.scale(stripes, 32, 32))) {
            assertThat(rgb & 0xff).isBetween(48, 80);
        }
    }

    @Test
    void leavesTheOldFileIfWritingFails() throws Exception {
        Path file = Files.writeString(folder.resolve("kept.txt"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(1);
                    throw new java.io.IOException("disk full");
                }))
                .hasMessageContaining("kept.txt")
                .hasMessageContaining("disk full");
        assertThat(file).hasContent("old");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    private Path png(String name, BufferedImage image) throws Exception {
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static BufferedImage noise(int width, int height) {
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return image;
    }

    private static int[] size(BufferedImage image) {
        return new int[] {image.getWidth(), image.getHeight()};
    }

    private static int[] pixels(BufferedImage image) {
        int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return Arrays.stream(rgb).map(value -> value & 0xffffff).toArray();
    }
}
