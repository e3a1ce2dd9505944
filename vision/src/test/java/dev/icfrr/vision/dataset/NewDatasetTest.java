package dev.icfrr.vision.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of a data set, or nothing. */
class NewDatasetTest {

    @TempDir
    private Path folder;

    private static NewDataset.Item item(String name, int label) {
        return new NewDataset.Item(name, label, () -> new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB));
    }

    @Test
    void namesWithQuotesAndBeyondAsciiKeepTheirLabels() throws IOException {
        NewDataset dataset = new NewDataset(
                List.of(item("a \"b\".png", 1)),
                List.of(item("ü.png", 2), item("𝄞.png", 1)),
                Map.of("notes/one.txt", new byte[] {65}));
        Path made = dataset.write(folder.resolve("new"), done -> {});
        DatasetLayout layout = DatasetLayout.open("custom", folder.resolve("new"), -1);
        assertThat(layout.queries().labels()).containsExactly(1);
        assertThat(layout.gallery().labels()).containsExactly(2, 1);
        assertThat(made.resolve("notes/one.txt")).hasContent("A");
    }

    @Test
    void existingFilesAreKept() throws IOException {
        NewDataset dataset = new NewDataset(List.of(item("a.png", 0)), List.of(item("b.png", 0)), Map.of());
        dataset.write(folder.resolve("new"), done -> {});
        assertThatThrownBy(() -> dataset.write(folder.resolve("new"), done -> {}))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> NewDataset.requireRoom(folder.resolve("new")))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void anImageThatCannotBeDrawnLeavesNothing() throws IOException {
        NewDataset.Item broken = new NewDataset.Item("b.png", 0, () -> {
            throw new IOException("cannot be drawn");
        });
        NewDataset dataset = new NewDataset(List.of(item("a.png", 0)), List.of(broken), Map.of());
        assertThatThrownBy(() -> dataset.write(folder, done -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot be drawn");
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void namesDifferWithinADomain() {
        assertThatThrownBy(() -> new NewDataset(List.of(item("a.png", 0), item("a.png", 1)), List.of(), Map.of()))
                .hasMessageContaining("a.png");
    }
}
