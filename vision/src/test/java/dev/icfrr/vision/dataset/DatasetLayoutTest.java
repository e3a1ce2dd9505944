package dev.icfrr.vision.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order and labels of images are those of the reference, and what is missing is named. */
class DatasetLayoutTest {

    @TempDir
    private Path root;

    @Test
    void sortsCustomImagesByCodePoint() throws Exception {
        // U+FF21 comes before U+1F600 by code point, after it by UTF-16 unit.
        for (String name : new String[] {"b.png", "B.png", "a 2.png", "a10.png", "\uff21.png", "\ud83d\ude00.png"}) {
            file("custom/query/" + name, "");
        }
        file("custom/gallery/x.png", "");
        file("custom/gallery/.DS_Store", "");
        Files.createDirectory(root.resolve("custom/gallery/folder"));
        DatasetLayout layout = DatasetLayout.open("custom", root, -1);
        assertThat(layout.queries().paths().stream()
                        .map(path -> path.getFileName().toString()))
                .containsExactly("B.png", "a 2.png", "a10.png", "b.png", "\uff21.png", "\ud83d\ude00.png");
        assertThat(layout.gallery().size()).isEqualTo(1);
        assertThat(layout.queries().isLabelled()).isFalse();
        assertThat(layout.queries().label(0)).isEqualTo(ImageSet.UNKNOWN);
    }

    @Test
    void readsCustomLabels() throws Exception {
        file("custom/query/q.png", "");
        file("custom/gallery/a.png", "");
        file("custom/gallery/b.png", "");
        file(
                "custom/labels.json",
                "{\"query\": {\"q.png\": 3, \"gone.png\": 1}, \"gallery\": {\"b.png\": 4, \"a.png\": 3}}");
        DatasetLayout layout = DatasetLayout.open("custom", root, -1);
        assertThat(layout.queries().labels()).containsExactly(3);
        assertThat(layout.gallery().labels()).containsExactly(3, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"query\": {}, \"gallery\": {\"a.png\": 3}}",
                "{\"gallery\": {\"a.png\": 3}}",
                "{\"query\": {\"q.png\": \"3\"}, \"gallery\": {\"a.png\": 3}}",
                "{\"query\": {\"q.png\": 3.5}, \"gallery\": {\"a.png\": 3}}",
                "{\"query\": {\"q.png\": 3, \"q.png\": 4}, \"gallery\": {\"a.png\": 3}}",
                "{\"query\": {\"q.png\": 3}, \"gall",
                "[]",
                ""
            })
    void rejectsMalformedLabels(String json) throws Exception {
        file("custom/query/q.png", "");
        file("custom/gallery/a.png", "");
        file("custom/labels.json", json);
        assertThatThrownBy(() -> DatasetLayout.open("custom", root, -1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("labels.json");
    }

    @Test
    void readsFileListsWhosePathsHoldSpaces() throws Exception {
        file("TUBerlin/zeroshot/png_ready_filelist_zero.txt", "png/hot air balloon/1.png 7\r\n");
        file(
                "TUBerlin/zeroshot/ImageResized_ready_filelist_zero.txt",
                "img/a  b/x y.jpg\t12\n  img/ünï/z.jpg   3  \n\n/elsewhere/w.jpg 12");
        DatasetLayout layout = DatasetLayout.open("tuberlin", root, -1);
        Path folder = root.resolve("TUBerlin");
        assertThat(layout.queries().paths()).containsExactly(folder.resolve("png/hot air balloon/1.png"));
        assertThat(layout.gallery().paths())
                .containsExactly(
                        folder.resolve("img/a b/x y.jpg"),
                        folder.resolve("img/ünï/z.jpg"),
                        Path.of("/elsewhere/w.jpg").toAbsolutePath());
        assertThat(layout.gallery().labels()).containsExactly(12, 3, 12);
    }

    @Test
    void findsTheListsOfSketchyAndQuickDraw() throws Exception {
        for (String split : new String[] {"zeroshot1", "zeroshot2"}) {
            file("Sketchy/" + split + "/sketch_tx_000000000000_ready_filelist_zero.txt", split + "/s.png 1");
            file("Sketchy/" + split + "/all_photo_filelist_zero.txt", split + "/p.jpg 2");
        }
        assertThat(DatasetLayout.open("sketchy_zs1", root, -1).gallery().path(0))
                .isEqualTo(root.resolve("Sketchy/zeroshot1/p.jpg"));
        assertThat(DatasetLayout.open("sketchy_zs2", root, -1).queries().path(0))
                .isEqualTo(root.resolve("Sketchy/zeroshot2/s.png"));
        file("QuickDraw/zeroshot/sketch_zero.txt", "s.png 1");
        file("QuickDraw/zeroshot/all_photo_filelist_zero.txt", "p.jpg 2");
        assertThat(DatasetLayout.open("quickdraw", root, -1).gallery().labels()).containsExactly(2);
    }

    @Test
    void takesTheFirstOfEachClassInOrderOfClasses() throws Exception {
        file("TUBerlin/zeroshot/png_ready_filelist_zero.txt", "a 9\nb 2\nc 9\nd 2\ne 9\n");
        file("TUBerlin/zeroshot/ImageResized_ready_filelist_zero.txt", "x 5\n");
        ImageSet two = DatasetLayout.open("tuberlin", root, 2).queries();
        assertThat(two.labels()).containsExactly(2, 2, 9, 9);
        assertThat(two.paths().stream().map(path -> path.getFileName().toString()))
                .containsExactly("b", "d", "a", "c");
    }

    @Test
    void rejectsPerClassWithoutLabels() throws Exception {
        file("custom/query/q.png", "");
        file("custom/gallery/a.png", "");
        assertThatThrownBy(() -> DatasetLayout.open("custom", root, 5))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("labels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.png 1\nb.png\n",
                "a.png 1\nb.png x\n",
                "a.png 1\nb\u0000.png 2\n",
                "a.png 1\nb.png 99999999999\n"
            })
    void namesTheMalformedLine(String list) throws Exception {
        file("TUBerlin/zeroshot/png_ready_filelist_zero.txt", list);
        assertThatThrownBy(() -> DatasetLayout.open("tuberlin", root, -1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("png_ready_filelist_zero.txt, line 2")
                .hasMessageContaining("<path> <label>");
    }

    @Test
    void namesTheMissingList() {
        assertThatThrownBy(() -> DatasetLayout.open("tuberlin", root, -1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("png_ready_filelist_zero.txt");
    }

    @Test
    void rejectsAnEmptyList() throws Exception {
        file("TUBerlin/zeroshot/png_ready_filelist_zero.txt", "\n");
        assertThatThrownBy(() -> DatasetLayout.open("tuberlin", root, -1)).hasMessageContaining("holds no image");
    }

    @Test
    void rejectsAListThatIsNotUtf8() throws Exception {
        file("TUBerlin/zeroshot/png_ready_filelist_zero.txt", "");
        Files.write(
                root.resolve("TUBerlin/zeroshot/png_ready_filelist_zero.txt"), new byte[] {'a', (byte) 0xff, ' ', '1'});
        assertThatThrownBy(() -> DatasetLayout.open("tuberlin", root, -1)).hasMessageContaining("UTF-8");
    }

    @Test
    void namesTheMissingFolder() {
        assertThatThrownBy(() -> DatasetLayout.open("custom", root, -1)).hasMessageContaining("no such folder");
    }

    @Test
    void listsTheKnownNamesForAnUnknownOne() {
        assertThatThrownBy(() -> DatasetLayout.open("imagenet", root, -1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("tuberlin");
    }

    @Test
    void sharesTheClassesOfOfficeHome() throws Exception {
        file("OfficeHome/Art/Bike/2.jpg", "");
        file("OfficeHome/Art/Bike/1.jpg", "");
        file("OfficeHome/Art/Alarm_Clock/1.jpg", "");
        file("OfficeHome/Real World/Bike/1.jpg", "");
        DatasetLayout layout = DatasetLayout.open("officehome:Art-RealWorld", root, -1);
        assertThat(layout.queries().labels()).containsExactly(0, 1, 1);
        assertThat(layout.gallery().labels()).containsExactly(1);
        assertThat(layout.queries().path(1)).isEqualTo(root.resolve("OfficeHome/Art/Bike/1.jpg"));
        assertThatThrownBy(() -> DatasetLayout.open("officehome:Art", root, -1)).isInstanceOf(DatasetException.class);
        assertThatThrownBy(() -> DatasetLayout.open("officehome:Art-Clipart", root, -1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("Clipart");
    }

    @Test
    void countsMissingImages() throws Exception {
        file("TUBerlin/zeroshot/png_ready_filelist_zero.txt", "here.png 1\nnot here.png 2\n");
        file("TUBerlin/zeroshot/ImageResized_ready_filelist_zero.txt", "here.png 5\n");
        file("TUBerlin/here.png", "");
        DatasetLayout layout = DatasetLayout.open("tuberlin", root, -1);
        layout.gallery().requireFiles();
        assertThatThrownBy(() -> layout.queries().requireFiles())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("1 of 2")
                .hasMessageContaining("not here.png");
    }

    @Test
    void passesOverWhatOtherProgramsAdd() throws Exception {
        for (String litter : new String[] {"._a.jpg", ".gitkeep", ".ipynb_checkpoints/a-checkpoint.jpg"}) {
            file("custom/gallery/" + litter, "");
            file("custom/query/" + litter, "");
        }
        file("custom/gallery/a.jpg", "");
        file("custom/query/q.png", "");
        assertThat(DatasetLayout.open("custom", root, -1).gallery().paths())
                .containsExactly(root.resolve("custom/gallery/a.jpg"));
        for (String domain : new String[] {"Art", "Product"}) {
            for (String name : new String[] {"Bike/1.jpg", "Bike/._1.jpg", "Alarm_Clock/1.jpg"}) {
                file("OfficeHome/" + domain + "/" + name, "");
            }
        }
        file("OfficeHome/Art/.ipynb_checkpoints/1.jpg", "");
        file("OfficeHome/Art/__MACOSX/1.jpg", "");
        DatasetLayout layout = DatasetLayout.open("officehome:Art-Product", root, -1);
        assertThat(layout.queries().labels()).containsExactly(0, 1);
        assertThat(layout.gallery().labels()).containsExactly(0, 1);
    }

    /** The byte E9 is no text in UTF-8; Java would show it as U+FFFD. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesANameThatTextCannotHold() throws Exception {
        file("custom/query/q.png", "");
        file("custom/gallery/a.png", "");
        Process made = new ProcessBuilder("bash", "-c", "touch $'caf\\xe9.png'")
                .directory(root.resolve("custom/gallery").toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        assertThatThrownBy(() -> DatasetLayout.open("custom", root, -1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("caf")
                .hasMessageContaining("Rename the file");
    }

    @Test
    void matchesLabelsWithOtherFormsOfAccents() throws Exception {
        file("custom/query/q.png", "");
        file("custom/gallery/cafe\u0301.jpg", "");
        file("custom/labels.json", "\ufeff{\"query\": {\"q.png\": 3}, \"gallery\": {\"caf\u00e9.jpg\": 4}}");
        assertThat(DatasetLayout.open("custom", root, -1).gallery().labels()).containsExactly(4);
        file(
                "custom/labels.json",
                "{\"query\": {\"q.png\": 3}, \"gallery\": {\"caf\u00e9.jpg\": 4, \"cafe\u0301.jpg\": 5}}");
        assertThatThrownBy(() -> DatasetLayout.open("custom", root, -1)).hasMessageContaining("accents");
    }

    @Test
    void readsListsFromOtherSystems() throws Exception {
        file("TUBerlin/png_ready/a b/1.png", "");
        file("TUBerlin/img/cafe\u0301/1.jpg", "");
        file("TUBerlin/zeroshot/png_ready_filelist_zero.txt", "\ufeffpng_ready\\a b\\1.png 7\r\n");
        file("TUBerlin/zeroshot/ImageResized_ready_filelist_zero.txt", "img/caf\u00e9/1.jpg 5\n");
        DatasetLayout layout = DatasetLayout.open("tuberlin", root, -1);
        layout.queries().requireFiles();
        layout.gallery().requireFiles();
        assertThat(layout.queries().path(0)).isEqualTo(root.resolve("TUBerlin/png_ready/a b/1.png"));
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
