package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExtractCommandTest {

    private static final int GALLERY = 12;

    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    @BeforeEach
    void drawPictures() throws IOException {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < GALLERY; i++) {
            draw("gallery/photo " + i + ".png", i);
            labels.append(i == 0 ? "" : ", ").append("\"photo %d.png\": %d".formatted(i, i % 3));
        }
        draw("query/sketch.jpg", 1);
        Files.writeString(
                folder.resolve("data/custom/labels.json"),
                "{\"query\": {\"sketch.jpg\": 1}, \"gallery\": {" + labels + "}}");
    }

    private void draw(String name, int shade) throws IOException {
        BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 40; x++) {
            for (int y = 0; y < 30; y++) {
                picture.setRGB(x, y, (x * shade * 5 + y * 3) * 0x010203);
            }
        }
        File file = folder.resolve("data/custom/" + name).toFile();
        Files.createDirectories(file.toPath().getParent());
        ImageIO.write(picture, name.endsWith("png") ? "png" : "jpg", file);
    }

    private int run(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(outText, true)).setErr(new PrintWriter(errText, true));
        int code = command.execute(arguments);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    private int extract(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "extract",
                "--dataset",
                "custom",
                "--data_root",
                folder.resolve("data").toString()));
        arguments.addAll(List.of("--cache-root", folder.resolve("cache").toString()));
        arguments.addAll(
                List.of("--pretrained_root", folder.resolve("pretrained").toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private Path cached(String name) {
        return folder.resolve("cache/custom/-1").resolve(name);
    }

    private void writeCheckpoint() throws IOException {
        Path checkpoint = folder.resolve("pretrained/custom/checkpoint.pth");
        Files.createDirectories(checkpoint.getParent());
        assertThat(run(
                        "random-checkpoint",
                        checkpoint.toString(),
                        "--width=16",
                        "--depth=2",
                        "--heads=2",
                        "--patch=8",
                        "--size=16"))
                .isZero();
    }

    @Test
    void aCheckpointIsImportedOnceAndItsFeaturesAreReranked() throws IOException {
        writeCheckpoint();
        assertThat(extract("--heads", "2", "--distances")).as(err).isZero();
        assertThat(err).contains("imported").contains("width 16");
        assertThat(out).contains("mAP@all");
        try (TensorFile features = TensorFiles.open(cached("gallery_features.npy"));
                TensorFile distances = TensorFiles.open(cached("qg_dists.pth"))) {
            assertThat(features.soleTensor().shape()).containsExactly(GALLERY, 16);
            double sum = 0;
            for (int i = 0; i < 16; i++) {
                sum += Math.pow(features.soleTensor().getDouble(3, i), 2);
            }
            assertThat(sum).isBetween(0.9999, 1.0001);
            assertThat(distances.soleTensor().shape()).containsExactly(1, GALLERY);
        }
        assertThat(run(
                        "rerank",
                        "--dataset=custom",
                        "--cache-root=" + folder.resolve("cache"),
                        "--rerank-results-dir=" + folder.resolve("results"),
                        "--KG=3",
                        "--KQ=3"))
                .as(err)
                .isZero();

        assertThat(extract("--heads", "2")).isZero();
        assertThat(err).contains("exist already").doesNotContain("imported");
        assertThat(extract("--heads", "4")).isEqualTo(2);
        assertThat(err).contains("imported").contains("--force-cache");
        assertThat(extract("--heads", "4", "--force_cache")).isZero();
        assertThat(Files.exists(cached("qg_dists.pth"))).isFalse();
    }

    @Test
    void eightBitsAreMeasuredOnThePicturesThatAreThere() throws IOException {
        writeCheckpoint();
        assertThat(extract("--heads=2", "--quantize=int8")).as(err).isZero();
        assertThat(err).contains("cosine").contains("times as fast");
        assertThat(run(
                        "import-checkpoint",
                        folder.resolve("pretrained/custom/checkpoint.pth").toString(),
                        folder.resolve("my model.onnx").toString(),
                        "--heads=2"))
                .isZero();
        assertThat(out).contains("resize to 16 x 16 (bilinear)");
        assertThat(extract("--model", folder.resolve("my model.onnx").toString(), "--force-cache"))
                .as(err)
                .isZero();
    }

    @Test
    void measuringComparesWithTheModelAloneAndLeavesNothing() throws IOException {
        writeCheckpoint();
        assertThat(extract("--heads=2", "--measure=2", "--batchsize=2", "--threads=1"))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("medians of 2 rounds of 13 images")
                .contains("(batch 2, 1 threads, ")
                .contains("reading and preparing an image takes");
        assertThat(folder.resolve("cache")).doesNotExist();
        assertThat(extract("--heads=2", "--measure=0")).isEqualTo(2);
        assertThat(err).contains("--measure must be at least 1");
        assertThat(extract("--hog", "--measure=1")).isEqualTo(2);
    }

    @Test
    void hogNeedsNoModelAndNothingIsKeptWithoutACache() {
        assertThat(run(
                        "run_through_model",
                        "--hog",
                        "--no_cache",
                        "--dataset",
                        "custom",
                        "--data_root",
                        folder.resolve("data").toString(),
                        "--cache_root",
                        folder.resolve("cache").toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("mAP@all");
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void theSketchModelNeedsNoFile() {
        assertThat(extract("--model=sketch")).as(err).isZero();
        assertThat(out).contains("mAP@all");
        assertThat(extract("--model=sketch", "--pool=cls")).isEqualTo(2);
        assertThat(err).contains("--model sketch takes no");
    }

    @Test
    void brokenPicturesEndTheRunOrAreLeftOut() throws IOException {
        Files.writeString(folder.resolve("data/custom/gallery/photo 4.png"), "no picture");
        assertThat(extract("--hog")).isEqualTo(2);
        assertThat(err).contains("photo 4.png").contains("--skip-broken");
        assertThat(extract("--hog", "--skip-broken")).isZero();
        assertThat(err).contains("left out").contains("photo 4.png");
    }

    @Test
    void sheetsShowThePicturesThatWereKept() throws IOException {
        Files.writeString(folder.resolve("data/custom/gallery/photo 4.png"), "no picture");
        assertThat(extract("--hog", "--skip-broken")).as(err).isZero();
        assertThat(rerankWithSheet("data")).as(err).isZero();
        String report = Files.readString(folder.resolve("results/custom/-1/report.html"));
        assertThat(report).contains("sketch.jpg");
        assertThat(folder.resolve("results/custom/-1/vis/reranking_iter_1.png")).exists();

        assertThat(rerankWithSheet("elsewhere")).isEqualTo(2);
        assertThat(err).contains("sketch.jpg").contains("--data-root");
        Files.writeString(cached("names.json"), "{\"query\": [\"custom/query/sketch.jpg\"], \"gallery\": [1]}");
        assertThat(rerankWithSheet("data")).isEqualTo(2);
        assertThat(err).contains("names.json").contains("\"gallery\"");
        Files.writeString(cached("names.json"), "{\"query\": [\"custom/query/sketch.jpg\"], \"gallery\": [\"a\"]}");
        assertThat(rerankWithSheet("data")).isEqualTo(2);
        assertThat(err).contains("names.json").contains("1 gallery items");
        Files.delete(cached("names.json"));
        assertThat(rerankWithSheet("data")).isEqualTo(2);
        assertThat(err).contains("12 gallery items");
    }

    private int rerankWithSheet(String data) {
        return run(
                "rerank",
                "--dataset=custom",
                "--data-root=" + folder.resolve(data),
                "--cache-root=" + folder.resolve("cache"),
                "--rerank-results-dir=" + folder.resolve("results"),
                "--KG=3",
                "--KQ=3",
                "--n-times=1",
                "--query-idxs-to-vis=0");
    }

    @Test
    void whatCannotBeDoneIsSaidWithWhatToDo() throws IOException {
        assertThat(extract()).isEqualTo(2);
        assertThat(err).contains("custom/checkpoint.pth").contains("--pretrained-root");
        assertThat(extract("--hog", "--pool=cls")).isEqualTo(2);
        assertThat(err).contains("--hog takes no");
        assertThat(extract("--model", "x.onnx", "--pool", "best")).isEqualTo(2);
        assertThat(err).contains("mean-patch");
        assertThat(extract("--hog", "--batchsize", "0")).isEqualTo(2);
        assertThat(err).contains("--batchsize");
        Files.createDirectories(cached("x").getParent());
        Files.createFile(cached("qg_dists.pth"));
        assertThat(extract("--hog")).isEqualTo(2);
        assertThat(err).contains("qg_dists.pth").contains("--force-cache");
        assertThat(extract("--hog", "--force-cache", "--gpu_id", "0")).isEqualTo(2);
        assertThat(err).contains("--gpu-id");
        assertThat(extract("--hog", "--no-cache", "--distances")).isEqualTo(2);
        assertThat(extract("--hog", "--force-cache")).isZero();
        assertThat(cached("extract.json")).exists();
    }
}
