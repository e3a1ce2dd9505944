package dev.icfrr.vision.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.vision.image.Images;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sheet shows each hit at its place, framed by whether it is right, whatever the images are like. */
class ContactSheetTest {

    @TempDir
    private Path folder;

    private ContactSheet sheet;

    @BeforeEach
    void images() throws Exception {
        Images.writePng(plain(60, 60, Color.YELLOW), folder.resolve("q0.png"));
        Images.writePng(plain(60, 60, Color.BLUE), folder.resolve("g0.png"));
        Images.writePng(plain(700, 30, Color.MAGENTA), folder.resolve("g1.png"));
        Images.writePng(plain(2, 2, Color.CYAN), folder.resolve("g2.png"));
        sheet = new ContactSheet(
                new Thumbnails(i -> folder.resolve("q" + i + ".png"), 56),
                new Thumbnails(i -> folder.resolve("g" + i + ".png"), 56),
                3);
    }

    @Test
    void framesHitsByTheirClass() {
        BufferedImage drawn = sheet.draw(List.of(row(0, new int[] {0, 1, 2}, new int[] {5, 6, -1})));
        assertThat(count(drawn, Marks.RIGHT)).isGreaterThan(4 * 56);
        assertThat(count(drawn, Marks.WRONG)).isGreaterThan(4 * 56);
        assertThat(count(drawn, Marks.NEUTRAL)).isGreaterThan(4 * 56);
        assertThat(count(drawn, Color.YELLOW)).isGreaterThan(50 * 50);
        // Wide images keep their proportions, tiny ones grow.
        assertThat(count(drawn, Color.MAGENTA)).isBetween(56, 3 * 56);
        assertThat(count(drawn, Color.CYAN)).isGreaterThan(40 * 40);
    }

    @Test
    void framesNoHitAsRelevantWithoutLabels() {
        SheetRow row = SheetRow.of(0, 0, Double.NaN, new int[] {0, 1}, new int[] {0, 1}, 2, new int[0], new int[0]);
        assertThat(row.hits()).allMatch(hit -> row.verdict(hit) == SheetRow.Verdict.UNKNOWN);
        assertThat(row.label()).isEqualTo(SheetRow.UNKNOWN);
    }

    @Test
    void wrapsLongRows() {
        int[] seven = {0, 1, 2, 0, 1, 2, 0};
        BufferedImage one = sheet.draw(List.of(row(0, new int[] {0, 1, 2}, new int[3])));
        BufferedImage three = sheet.draw(List.of(row(0, seven, new int[3])));
        assertThat(three.getWidth()).isEqualTo(one.getWidth());
        assertThat(three.getHeight()).isGreaterThan(one.getHeight() + 2 * 56);
    }

    @Test
    void drawsMissingImagesAsPlaceholders() {
        BufferedImage drawn = sheet.draw(List.of(row(77, new int[] {0, 99}, new int[100])));
        assertThat(count(drawn, Color.BLUE)).isGreaterThan(40 * 40);
        assertThat(count(drawn, new Color(236, 238, 242))).isGreaterThan(2 * 30 * 30);
    }

    @Test
    void showsARowWithoutHits() {
        assertThat(sheet.draw(List.of(row(0, new int[0], new int[0]))).getHeight())
                .isGreaterThan(56);
    }

    @Test
    void knowsTheInitialRankOfAHit() {
        SheetRow row = SheetRow.of(
                3, 2, 0.5, new int[] {4, 2, 9, 1}, new int[] {2, 4, 1}, 3, new int[] {0, 0, 0, 7}, new int[] {
                    0, 1, 7, 3, 7, 0, 0, 0, 0, 2
                });
        assertThat(row.hits())
                .containsExactly(
                        new SheetRow.Hit(4, 7, 1), new SheetRow.Hit(2, 7, 0), new SheetRow.Hit(9, 2, SheetRow.BEYOND));
        assertThat(row.hits().stream().map(row::verdict))
                .containsExactly(SheetRow.Verdict.RIGHT, SheetRow.Verdict.RIGHT, SheetRow.Verdict.WRONG);
    }

    @Test
    void picksIterationsFromFirstToLast() {
        assertThat(ContactSheet.spread(20, 3)).containsExactly(0, 10, 20);
        assertThat(ContactSheet.spread(5, 4)).containsExactly(0, 2, 3, 5);
        assertThat(ContactSheet.spread(1, 5)).containsExactly(0, 1);
        assertThat(ContactSheet.spread(0, 5)).containsExactly(0);
        assertThat(ContactSheet.spread(9, 1)).containsExactly(9);
    }

    @Test
    void rejectsSheetsTooLargeForMemory() {
        List<SheetRow> rows = IntStream.range(0, 100_000)
                .mapToObj(i -> row(0, new int[] {0}, new int[1]))
                .toList();
        assertThatThrownBy(() -> sheet.draw(rows)).hasMessageContaining("show fewer");
        assertThatThrownBy(() -> sheet.draw(List.of())).isInstanceOf(IllegalArgumentException.class);
        Thumbnails images = new Thumbnails(i -> folder, 24);
        assertThatThrownBy(() -> new ContactSheet(images, images, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ContactSheet(images, new Thumbnails(i -> folder, 25), 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Thumbnails(i -> folder, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSheetShowsNothingOfTheOneBefore() throws Exception {
        List<SheetRow> one = List.of(row(0, new int[] {0, 1, 2}, new int[] {1, 1, 1}));
        List<SheetRow> other = List.of(row(0, new int[] {2, 0, 1}, new int[] {-1, 1, 2}));
        sheet.write(one, folder.resolve("one.png"));
        sheet.write(other, folder.resolve("other.png"));
        BufferedImage written = Images.read(folder.resolve("other.png"));
        BufferedImage alone = sheet.draw(other);
        assertThat(written.getRGB(0, 0, written.getWidth(), written.getHeight(), null, 0, written.getWidth()))
                .isEqualTo(alone.getRGB(0, 0, alone.getWidth(), alone.getHeight(), null, 0, alone.getWidth()));
    }

    @Test
    void writesAnImageFile() throws Exception {
        Path file = folder.resolve("out").resolve("sheet.png");
        sheet.write(List.of(row(0, new int[] {0, 1}, new int[] {5, 6})), file);
        assertThat(Images.read(file).getWidth()).isGreaterThan(3 * 56);
    }

    private static SheetRow row(int query, int[] ranking, int[] galleryLabels) {
        int[] queryLabels = new int[100];
        queryLabels[0] = 5;
        return SheetRow.of(query, 4, 0.25, ranking, new int[] {2, 1}, 20, queryLabels, galleryLabels);
    }

    private static BufferedImage plain(int width, int height, Color color) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, color.getRGB());
            }
        }
        return image;
    }

    private static int count(BufferedImage image, Color color) {
        int count = 0;
        for (int rgb : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            count += rgb == color.getRGB() ? 1 : 0;
        }
        return count;
    }
}
