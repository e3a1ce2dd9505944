package dev.icfrr.vision.emoji;

import static dev.icfrr.vision.npm.Packages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.image.SvgImage;
import dev.icfrr.vision.npm.Packages;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small packages of the same shape as the real ones. */
class EmojiDatasetTest {
    private static final int SIZE = 32;

    @TempDir
    private Path folder;

    /** A black disc in the left half, and a reference to an image outside that must not be followed. */
    private static final String SVG = "<svg xmlns=\"http://www.w3.org/2000/svg\""
            + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 72 72\">"
            + "<circle cx=\"18\" cy=\"36\" r=\"10\" fill=\"none\" stroke=\"#000\" stroke-width=\"6\"/>"
            + "<image xlink:href=\"%s\" x=\"36\" y=\"0\" width=\"36\" height=\"72\"/></svg>";

    private final StringBuilder table = new StringBuilder();
    private final Map<String, byte[]> openMoji = new LinkedHashMap<>();
    private final Map<String, byte[]> fluent = new LinkedHashMap<>();

    private void emoji(String hexcode, String group, String subgroup, String skinTone, String render)
            throws IOException {
        table.append(table.isEmpty() ? "[" : ",")
                .append("{\"hexcode\":\"%s\",\"group\":\"%s\",\"subgroups\":\"%s\",\"skintone\":%s}"
                        .formatted(hexcode, group, subgroup, skinTone));
        Path outside = folder.resolve("outside.png");
        Images.writePng(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), outside);
        openMoji.put("black/svg/" + hexcode + ".svg", text(SVG.formatted(outside.toUri())));
        if (!render.isEmpty()) {
            fluent.put("assets/" + render + ".webp", Images.png(seeThrough()));
        }
    }

    /** Red in the middle of nothing, 20 x 10. */
    private static BufferedImage seeThrough() {
        BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.RED);
        g.fillRect(5, 2, 10, 6);
        g.dispose();
        return image;
    }

    private NewDataset dataset(EmojiDataset options) throws IOException {
        openMoji.put("data/openmoji.json", text(table + "]"));
        openMoji.put("LICENSE.txt", text("Attribution-ShareAlike"));
        return options.of(
                Packages.write(folder.resolve("openmoji.tgz"), openMoji),
                List.of(GallerySource.FLUENT),
                List.of(Packages.write(folder.resolve("fluent.tgz"), fluent)));
    }

    private static EmojiDataset options(boolean things) {
        return new EmojiDataset(SIZE, things, Set.of(GallerySource.FLUENT));
    }

    private void fill() throws IOException {
        for (int i = 0; i < 6; i++) {
            emoji("1F60" + i, "smileys-emotion", "face", "\"\"", "1f60" + i);
            emoji("1F40" + i, "animals-nature", "cat", "\"\"", "1f40" + i);
        }
        // With the variation selector on one side only, and in one of the names.
        emoji("2602-FE0F", "animals-nature", "cat", "\"\"", "2602");
        emoji("2603", "animals-nature", "cat", "\"\"", "2603-fe0f");
        emoji("1F44B", "smileys-emotion", "face", "3", "1f44b");
        emoji("1F44C", "smileys-emotion", "face", "\"\"", "");
        for (int i = 0; i < 5; i++) {
            emoji("1F1E" + i, "flags", "country", "\"\"", "1f1e" + i);
        }
        for (int i = 0; i < 4; i++) {
            emoji("1F3E" + i, "animals-nature", "rare", "\"\"", "1f3e" + i);
        }
    }

    @Test
    void joinsByCodePointAndKeepsWholeClasses() throws IOException {
        fill();
        NewDataset dataset = dataset(options(false));
        Path made = dataset.write(folder.resolve("my data"), done -> {});
        DatasetLayout layout = DatasetLayout.open("custom", folder.resolve("my data"), -1);
        assertThat(layout.queries().paths())
                .extracting(path -> path.getFileName().toString())
                .contains("cat_1f400.png", "cat_2602.png", "cat_2603.png", "face_1f605.png")
                .doesNotContain("face_1f44b.png", "face_1f44c.png")
                .hasSize(14);
        assertThat(layout.gallery().paths())
                .extracting(path -> path.getFileName().toString())
                .isEqualTo(layout.queries().paths().stream()
                        .map(path -> path.getFileName().toString())
                        .toList());
        assertThat(layout.queries().labels()).containsOnly(0, 1);
        assertThat(layout.gallery().labels()).isEqualTo(layout.queries().labels());
        assertThat(Files.readString(made.resolve("SOURCES.txt")))
                .contains("openmoji@17.0.0", "CC-BY-SA-4.0", "@lobehub/fluent-emoji-3d@1.1.0", "MIT", "sha512-");
        assertThat(made.resolve("LICENSES/openmoji-CC-BY-SA-4.0.txt")).hasContent("Attribution-ShareAlike");
        assertThat(made.resolve("LICENSES/MIT.txt")).content().contains("Microsoft Corporation");
    }

    @Test
    void thingsOnlyExcludesFaces() throws IOException {
        fill();
        assertThat(dataset(options(true)).queries())
                .extracting(NewDataset.Item::label)
                .hasSize(8)
                .containsOnly(0);
    }

    @Test
    void drawsOnWhite() throws IOException {
        fill();
        NewDataset dataset = dataset(options(true));
        BufferedImage line = dataset.queries().getFirst().drawing().draw();
        assertThat(line.getWidth()).isEqualTo(SIZE);
        assertThat(line.getRGB(3, 16) & 0xffffff).as("on the circle").isZero();
        assertThat(line.getRGB(8, 16) & 0xffffff).as("within it").isEqualTo(0xffffff);
        assertThat(line.getRGB(24, 16) & 0xffffff)
                .as("what is outside the file")
                .isEqualTo(0xffffff);
        BufferedImage render = dataset.gallery().getFirst().drawing().draw();
        assertThat(render.getHeight()).isEqualTo(SIZE);
        assertThat(render.getRGB(16, 16) & 0xffffff).isEqualTo(0xff0000);
        assertThat(render.getRGB(1, 16) & 0xffffff).as("see-through").isEqualTo(0xffffff);
        assertThat(render.getRGB(16, 2) & 0xffffff).as("beside").isEqualTo(0xffffff);
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        emoji("x/y", "animals-nature", "cat", "\"\"", "");
        assertThatThrownBy(() -> dataset(options(true)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hexcode is 'x/y'");
        table.setLength(0);
        emoji("1F400", "animals-nature", "cat", "\"\"", "1f400");
        assertThatThrownBy(() -> dataset(options(true))).hasMessageContaining("no class of emoji is left");
        assertThatThrownBy(() -> new EmojiDataset(8, true, Set.of(GallerySource.FLUENT)))
                .hasMessageContaining("8 pixels");
        assertThatThrownBy(() -> SvgImage.draw(text("<svg"), "x.svg", SIZE)).hasMessageContaining("x.svg");
    }

    @Test
    void apacheIsAmongTheLicensesThisProgramCarries() throws IOException {
        dev.icfrr.vision.dataset.Sources sources = new dev.icfrr.vision.dataset.Sources("x");
        sources.license(GallerySource.GOOGLE.license());
        assertThat(new String(sources.files().get("LICENSES/Apache-2.0.txt"), java.nio.charset.StandardCharsets.UTF_8))
                .contains("Apache License");
    }
}
