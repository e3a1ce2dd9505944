package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.cli.reproduce.Reproduction;
import dev.icfrr.cli.reproduce.Reproductions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The experiments of the paper run on made-up copies of its data sets and checkpoints, with figures that do not come
 * out. The data sets themselves are too large for a test.
 */
class PaperReproductionTest {
    private static final int CLASSES = 2;

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data root");
    }

    private CommandLineRun reproduce(String name) {
        return CommandLineRun.of(
                "reproduce",
                name,
                "--data-root",
                data().toString(),
                "--pretrained-root",
                folder.resolve("pretrained").toString(),
                "--keep",
                folder.resolve("work").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "paper-tuberlin, tuberlin, 2",
        "paper-sketchy1, sketchy/zeroshot1, 2",
        "paper-sketchy2, sketchy/zeroshot2, 4",
        "paper-quickdraw, quickdraw, 2",
        "paper-officehome, officehome, 2"
    })
    void everyExperimentRunsOnACopyOfItsLayout(String name, String checkpoint, int figures) throws IOException {
        assertThat(reproduce(name).err()).contains("must be downloaded first", "checkpoint.pth");
        makeData(name);
        Path model = folder.resolve("pretrained").resolve(checkpoint).resolve("checkpoint.pth");
        Files.createDirectories(model.getParent());
        assertThat(CommandLineRun.of(
                                "random-checkpoint",
                                model.toString(),
                                "--width",
                                "64",
                                "--depth",
                                "1",
                                "--heads",
                                "1",
                                "--patch",
                                "8",
                                "--size",
                                "16")
                        .exitCode())
                .isZero();
        CommandLineRun run = reproduce(name);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.out())
                .contains("figures: the authors' paper", "$ icfrr extract", "$ icfrr rerank")
                .doesNotContain("missing");
        assertThat(run.out().lines().filter(line -> line.matches("  (fail|ok  )  mAP@.*, claimed 0\\.\\d{4}.*")))
                .hasSize(figures);
    }

    private void makeData(String name) throws IOException {
        switch (name) {
            case "paper-tuberlin" -> {
                list("TUBerlin", "zeroshot/png_ready_filelist_zero.txt", "png_ready", 4);
                list("TUBerlin", "zeroshot/ImageResized_ready_filelist_zero.txt", "ImageResized_ready", 8);
            }
            case "paper-sketchy1", "paper-sketchy2" -> {
                String split = name.replace("paper-sketchy", "zeroshot");
                list("Sketchy", split + "/sketch_tx_000000000000_ready_filelist_zero.txt", "sketch", 4);
                list("Sketchy", split + "/all_photo_filelist_zero.txt", "photo", 8);
            }
            case "paper-quickdraw" -> {
                list("QuickDraw", "zeroshot/sketch_zero.txt", "sketches", 4);
                list("QuickDraw", "zeroshot/all_photo_filelist_zero.txt", "images", 8);
            }
            default -> {
                for (String domain : List.of("Art", "Product")) {
                    for (int label = 0; label < CLASSES; label++) {
                        for (int i = 0; i < 3; i++) {
                            image(
                                    data().resolve("OfficeHome")
                                            .resolve(domain)
                                            .resolve("Class_" + label)
                                            .resolve(i + ".png"),
                                    label,
                                    i);
                        }
                    }
                }
            }
        }
    }

    private void list(String dataset, String list, String images, int count) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            String path = images + "/class " + label + "/" + i + ".png";
            image(data().resolve(dataset).resolve(path), label, i);
            lines.append(path).append(' ').append(label).append('\n');
        }
        Path file = data().resolve(dataset).resolve(list);
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines);
    }

    private static void image(Path path, int label, int number) throws IOException {
        Files.createDirectories(path.getParent());
        BufferedImage image = new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(label * 200, 40 * (number % 6), 90));
        graphics.fillRect(2 + number, 3, 12, 10);
        graphics.dispose();
        ImageIO.write(image, "png", path.toFile());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"paper-tuberlin", "paper-sketchy1", "paper-sketchy2", "paper-quickdraw", "paper-officehome"})
    void theFiguresAreTheAuthorsAndTheDocumentationSaysSo(String name) throws IOException {
        Reproduction paper = Reproductions.named(name);
        assertThat(paper.origin().orElseThrow()).contains("authors", "not run here");
        String page = Files.readString(Path.of("../docs/use/published-checkpoints.md"));
        String row = page.lines()
                .filter(line -> line.contains("`" + name + "`"))
                .findFirst()
                .orElseThrow();
        for (Reproduction.Claim claim : paper.values()) {
            assertThat(row)
                    .contains(String.format(java.util.Locale.ROOT, "%.3f", claim.value())
                            .substring(1));
        }
    }

    @Test
    void allLeavesOutWhatNeedsDownloads() {
        CommandLineRun listed = CommandLineRun.of("reproduce");
        assertThat(listed.out().lines().filter(line -> line.startsWith("paper-")))
                .hasSize(5)
                .allMatch(line -> line.endsWith("(needs downloads; the figures are the authors')"));
    }
}
