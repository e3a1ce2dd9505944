package dev.icfrr.vision.icons;

import static dev.icfrr.vision.npm.Packages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.icons.IconTable.Icon;
import dev.icfrr.vision.icons.IconTable.Source;
import dev.icfrr.vision.icons.IconsDataset.Things;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.npm.NpmPackage;
import dev.icfrr.vision.npm.Packages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small packages of the same shape as the real ones, and the real table. */
class IconsDatasetTest {
    private static final int SIZE = 50;

    /** Both are a square of 10 in a box of 20 with its corner at (5, 5); the second leaves its color open. */
    private static final String SET = """
            {"prefix": "x", "height": 20, "width": 20, "icons": {
              "a": {"body": "<path fill='#00f' d='M5 5h10v10h-10z'/>"},
              "b": {"body": "<path fill='currentColor' d='M105 5h10v10h-10z'/>", "left": 100}}}""";

    @TempDir
    private Path folder;

    private final IconTable table = new IconTable(
            List.of(
                    new Icon(true, "@x/lines", "a", "box", false),
                    new Icon(true, "@x/lines", "b", "crate", true),
                    new Icon(false, "@x/fills", "b", "box", false),
                    new Icon(false, "@lobehub/fluent-emoji-3d", "1f4e6", "crate", true)),
            List.of(source("@x/lines"), source("@x/fills"), source("@lobehub/fluent-emoji-3d")));

    private static Source source(String name) {
        return new Source(new NpmPackage(name, "1.0.0", "sha512-x"), "ISC", "Somebody");
    }

    private NewDataset dataset() throws IOException {
        BufferedImage render = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        render.setRGB(4, 4, 0xff0000);
        return new IconsDataset(SIZE, Things.ALL, true)
                .of(
                        table,
                        List.of(
                                Packages.write(folder.resolve("lines.tgz"), Map.of("icons.json", text(SET))),
                                Packages.write(folder.resolve("fills.tgz"), Map.of("icons.json", text(SET))),
                                Packages.write(
                                        folder.resolve("renders.tgz"),
                                        Map.of("assets/1f4e6.webp", Images.png(render)))));
    }

    @Test
    void classesAreThings() throws IOException {
        Path made = dataset().write(folder.resolve("my data"), _ -> {});
        DatasetLayout layout = DatasetLayout.open("custom", folder.resolve("my data"), -1);
        assertThat(layout.queries().paths())
                .extracting(path -> path.getFileName().toString())
                .containsExactly("box_lines-a.png", "crate_lines-b.png");
        assertThat(layout.queries().labels()).containsExactly(0, 1);
        assertThat(layout.gallery().paths())
                .extracting(path -> path.getFileName().toString())
                .containsExactly("box_fills-b.png", "crate_fluent-emoji-3d-1f4e6.png");
        assertThat(layout.gallery().labels()).containsExactly(0, 1);
        assertThat(Files.readString(made.resolve("SOURCES.txt"))).contains("query: @x/lines@1.0.0", "ISC", "Somebody");
        assertThat(made.resolve("LICENSES/MIT-and-ISC.txt")).content().contains("WITHOUT WARRANTY");
        assertThat(made.resolve("LICENSES/Apache-2.0.txt")).content().contains("Apache License");
    }

    @Test
    void queriesAreBlackAndTheGalleryIsInColor() throws IOException {
        NewDataset dataset = dataset();
        BufferedImage blue = dataset.queries().getFirst().drawing().draw();
        assertThat(blue.getRGB(25, 25) & 0xffffff).as("a color of its own").isEqualTo(0x0000ff);
        assertThat(blue.getRGB(5, 25) & 0xffffff).as("paper").isEqualTo(0xffffff);
        BufferedImage black = dataset.queries().getLast().drawing().draw();
        assertThat(black.getRGB(25, 25) & 0xffffff).isZero();
        BufferedImage colored = dataset.gallery().getFirst().drawing().draw();
        assertThat(colored.getRGB(25, 25) & 0xffffff).isNotIn(0, 0xffffff);
    }

    @Test
    void missingIconsAreNamed() {
        IconTable other = new IconTable(
                List.of(new Icon(true, "@x/lines", "nothing", "box", false)), List.of(source("@x/lines")));
        assertThatThrownBy(() -> new IconsDataset(SIZE, Things.ALL, true)
                        .of(other, List.of(Packages.write(folder.resolve("l.tgz"), Map.of("icons.json", text(SET))))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("l.tgz: holds no icon 'nothing'");
        assertThatThrownBy(() -> new IconsDataset(SIZE, Things.ALL, true)
                        .of(other, List.of(Packages.write(folder.resolve("l.tgz"), Map.of("other", text(SET))))))
                .hasMessageContaining("holds no icons.json");
        assertThatThrownBy(() -> new IconsDataset(SIZE, Things.ALL, true)
                        .of(other, List.of(Packages.write(folder.resolve("l.tgz"), Map.of("icons.json", text("{"))))))
                .hasMessageContaining("is not as expected");
        assertThatThrownBy(() -> new IconsDataset(8, Things.ALL, true)).hasMessageContaining("8 pixels");
    }

    @Test
    void theTableIsWhatTheDocumentationSays() {
        IconTable real = IconTable.read();
        Set<String> sources =
                real.packages().stream().map(source -> source.npm().name()).collect(Collectors.toSet());
        assertThat(real.icons()).extracting(Icon::source).isSubsetOf(sources);
        assertThat(sources).noneMatch(name -> name.matches(".*(tabler|freehand|openmoji|doodle).*"));
        assertThat(real.packages()).extracting(Source::license).containsOnly("MIT", "ISC", "Apache-2.0");
        Set<String> queries = sources(real, true);
        assertThat(sources(real, false)).doesNotContainAnyElementsOf(queries);

        Set<String> common = real.common(3);
        assertThat(real.icons())
                .filteredOn(icon -> !icon.query() && common.contains(icon.thing()))
                .hasSizeGreaterThan(5000);
        assertThat(common).contains("fish", "cat", "house", "key", "rocket");
        Set<String> unseen =
                real.icons().stream().filter(Icon::unseen).map(Icon::thing).collect(Collectors.toSet());
        assertThat(unseen).hasSizeGreaterThan(100).doesNotContain("fish", "cat", "house", "key", "rocket");
    }

    private static Set<String> sources(IconTable table, boolean query) {
        return table.icons().stream()
                .filter(icon -> icon.query() == query)
                .map(Icon::source)
                .collect(Collectors.toSet());
    }
}
