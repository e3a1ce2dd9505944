package dev.icfrr.vision.doodle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same seed draws the same set, in the layout of a custom data set. */
class DoodlesTest {

    @TempDir
    private Path root;

    @Test
    void writesACustomDataSet() throws Exception {
        Doodles doodles = new Doodles(3, 4, 2, 5, 32, 0.5);
        AtomicInteger told = new AtomicInteger();
        Path folder = doodles.write(root, done -> told.incrementAndGet());
        assertThat(folder).isEqualTo(root.resolve("custom"));
        assertThat(told.get()).isEqualTo(doodles.count()).isEqualTo(18);
        DatasetLayout layout = DatasetLayout.open("custom", root, -1);
        assertThat(layout.queries().size()).isEqualTo(6);
        assertThat(layout.gallery().size()).isEqualTo(12);
        for (int i = 0; i < 12; i++) {
            String name = layout.gallery().path(i).getFileName().toString();
            assertThat(name)
                    .startsWith(doodles.classNames().get(layout.gallery().label(i)));
            assertThat(Images.read(layout.gallery().path(i)).getWidth()).isEqualTo(32);
        }
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).containsExactly(folder);
        }
    }

    @Test
    void drawsTheSameFromTheSameSeedAlone() {
        Doodles one = new Doodles(16, 4, 2, 5, 48, 0.5);
        Doodles same = new Doodles(3, 9, 9, 5, 48, 0.5);
        Doodles other = new Doodles(3, 4, 2, 6, 48, 0.5);
        for (int label = 0; label < 3; label++) {
            assertThat(Images.png(one.image(label, 1))).isEqualTo(Images.png(same.image(label, 1)));
            assertThat(Images.png(one.sketch(label, 1))).isEqualTo(Images.png(same.sketch(label, 1)));
            assertThat(Images.png(one.image(label, 1))).isNotEqualTo(Images.png(other.image(label, 1)));
            assertThat(Images.png(one.image(label, 1))).isNotEqualTo(Images.png(one.image(label, 2)));
        }
    }

    @Test
    void drawsSomethingOfEveryClassAtAnySize() {
        for (int size : new int[] {16, 200}) {
            for (double difficulty : new double[] {0, 1}) {
                Doodles doodles = new Doodles(Doodles.MAX_CLASSES, 1, 1, 3, size, difficulty);
                for (int label = 0; label < Doodles.MAX_CLASSES; label++) {
                    assertThat(colors(doodles.sketch(label, 0)))
                            .hasSizeGreaterThan(2)
                            .contains(0xffffff);
                    assertThat(colors(doodles.image(label, 0))).hasSizeGreaterThan(50);
                }
            }
        }
    }

    @Test
    void knowsAtLeastTenClassesByName() {
        assertThat(Doodles.MAX_CLASSES).isGreaterThanOrEqualTo(10);
        assertThat(new Doodles(Doodles.MAX_CLASSES, 1, 1, 3, 16, 0).classNames())
                .doesNotHaveDuplicates();
    }

    @Test
    void neverWritesOverImagesOfTheUser() throws Exception {
        Path mine = Files.createDirectories(root.resolve("custom/query")).resolve("mine.png");
        Files.writeString(mine, "mine");
        assertThatThrownBy(() -> new Doodles(1, 1, 1, 1, 16, 0).write(root, done -> {}))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("custom");
        assertThat(mine).hasContent("mine");
    }

    @Test
    void leavesNothingWhenInterrupted() throws Exception {
        assertThatThrownBy(() -> new Doodles(2, 3, 1, 1, 16, 0).write(root, done -> {
                    throw new IllegalStateException("stop");
                }))
                .isInstanceOf(IllegalStateException.class);
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void rejectsValuesOutOfRange() {
        assertThatThrownBy(() -> new Doodles(0, 1, 1, 1, 16, 0)).hasMessageContaining("classes");
        assertThatThrownBy(() -> new Doodles(99, 1, 1, 1, 16, 0)).hasMessageContaining("classes");
        assertThatThrownBy(() -> new Doodles(1, 0, 1, 1, 16, 0)).hasMessageContaining("gallery");
        assertThatThrownBy(() -> new Doodles(1, 1, 1, 1, 5, 0)).hasMessageContaining("size");
        assertThatThrownBy(() -> new Doodles(1, 1, 1, 1, 16, Double.NaN)).hasMessageContaining("difficulty");
    }

    private static Set<Integer> colors(BufferedImage image) {
        Set<Integer> colors = new HashSet<>();
        for (int rgb : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            colors.add(rgb & 0xffffff);
        }
        return colors;
    }
}
