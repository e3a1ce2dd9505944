package dev.icfrr.cli;

import static dev.icfrr.cli.CommandLineRun.ok;
import static dev.icfrr.cli.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexCheck;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Indexes of images. */
class IndexImagesTest extends IndexCommandFixture {
    private Path images() throws IOException {
        Path root = Files.createDirectories(folder.resolve("my images"));
        for (String name : List.of("circles", "squares")) {
            Path of = Files.createDirectories(root.resolve(name));
            for (int i = 0; i < 6; i++) {
                BufferedImage image = new BufferedImage(300, 240, BufferedImage.TYPE_INT_RGB);
                Graphics2D g = image.createGraphics();
                g.setColor(Color.WHITE);
                g.setStroke(new BasicStroke(6));
                if (name.equals("circles")) {
                    g.drawOval(40 + 5 * i, 30, 150 + 7 * i, 150 + 3 * i);
                } else {
                    g.drawRect(40 + 5 * i, 30, 150 + 7 * i, 150 + 3 * i);
                }
                g.dispose();
                Images.writePng(image, of.resolve("größe " + i + ".png"));
            }
        }
        return root;
    }

    @Test
    void picturesBecomeAnIndexThatAnswersForAPicture() throws IOException {
        Path root = images();
        Files.writeString(root.resolve("notes.txt"), "no image");
        CommandLineRun run = ok(
                "index",
                "build",
                "--vote",
                "flat",
                "--images",
                root.toString(),
                "--out",
                index(),
                "--kg",
                "4",
                "--labels",
                "folders");
        assertThat(run.err()).contains("12 images", "described by hog", "12 items");
        GalleryIndex built = IndexCheck.verify(Path.of(index()));
        assertThat(built.id(0)).isEqualTo("circles/größe 0.png");
        assertThat(built.labelName(11)).hasValue("squares");
        BufferedImage thumbnail =
                ImageIO.read(new ByteArrayInputStream(built.thumbnail(0).orElseThrow()));
        assertThat(Math.max(thumbnail.getWidth(), thumbnail.getHeight())).isEqualTo(200);

        String asked = root.resolve("squares/größe 2.png").toString();
        CommandLineRun table = ok("search", "--index", index(), "--image", asked, "-k", "12", "--kq", "3");
        assertThat(table.out().lines().toList()).hasSize(13);
        assertThat(table.out().lines().skip(1).limit(3)).allMatch(line -> line.contains("squares/größe"));
        // It was its own nearest before the neighbors voted.
        assertThat(table.out().lines().filter(line -> line.contains("squares/größe 2.png")))
                .singleElement()
                .asString()
                .containsPattern("^ +\\d+ +1 ");
        JsonNode answer = BlobIndex.json(
                ok("search", "--index", index(), "--id", "squares/größe 2.png", "-k", "5", "--kq", "3", "--json")
                        .out());
        assertThat(answer.path("results").size()).isEqualTo(5);
        assertThat(answer.path("before").get(0).path("distance").asDouble()).isZero();
        assertThat(answer.path("results").get(0).path("label_name").asString()).isEqualTo("squares");
        assertThat(answer.path("parameters").path("KG").asInt()).isEqualTo(4);

        // The same image is not taken in twice unless asked, a broken one is named.
        Path again = Files.copy(root.resolve("circles/größe 1.png"), folder.resolve("again.png"));
        Path broken = Files.write(folder.resolve("broken.png"), new byte[] {1, 2, 3});
        assertThat(ok("index", "add", "--index", index(), "--images", again.toString())
                        .err())
                .contains("the same image as 'circles/größe 1.png'", "nothing to change");
        assertThat(refused("index", "add", "--index", index(), "--images", broken.toString()))
                .contains("broken.png", "not a JPEG", "--skip-broken");
        assertThat(ok(
                                "index",
                                "add",
                                "--index",
                                index(),
                                "--images",
                                broken.toString(),
                                again.toString(),
                                "--skip-broken",
                                "--allow-duplicates")
                        .err())
                .contains("left out", "broken.png", "adds    1 of 2 images", "13 items");
        assertThat(IndexCheck.verify(Path.of(index())).id(12)).isEqualTo("again.png");
        assertThat(refused("index", "add", "--index", index(), "--images", again.toString(), "--allow-duplicates"))
                .contains("an item 'again.png' already");
    }

    @Test
    void theSketchModelDescribesImagesAndQueries() throws IOException {
        Path root = images();
        assertThat(ok("index", "build", "--images", root.toString(), "--out", index(), "--kg", "4", "--model", "sketch")
                        .err())
                .contains("described by sketch (SHA-256 ", "12 items");
        assertThat(ok("index", "info", index()).out()).containsPattern("sketch \\(SHA-256 ");
        String asked = root.resolve("squares/größe 2.png").toString();
        JsonNode answer =
                BlobIndex.json(ok("search", "--index", index(), "--image", asked, "-k", "3", "--kq", "3", "--json")
                        .out());
        assertThat(answer.path("before").get(0).path("id").asString()).isEqualTo("squares/größe 2.png");
        assertThat(refused("index", "build", "--images", root.toString(), "--out", index(), "--model", "none"))
                .contains("'hog', 'sketch' or an ONNX file");
    }

    @Test
    void sampleQueriesCanBeImages() throws IOException {
        Path root = images();
        ok("index", "build", "--images", root.toString(), "--out", index(), "--center", "domains");
        Path one = root.resolve("circles/größe 1.png");
        ok(
                "index",
                "queries",
                "--index",
                index(),
                one.toString(),
                root.resolve("squares").toString());
        assertThat(IndexCheck.verify(Path.of(index())).queryBank().orElseThrow().queries())
                .isEqualTo(7);
        assertThat(ok("search", "--index", index(), "--image", one.toString()).out())
                .contains("circles");
    }
}
