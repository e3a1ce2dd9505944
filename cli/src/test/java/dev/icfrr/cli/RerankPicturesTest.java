package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files with pictures do not depend on the threads, of which one prepares drawing while others rank. */
class RerankPicturesTest extends RerankFixture {
    private static final int ITERATIONS = 5;

    @Test
    void areTheSameWithOneThreadAndWithSeveral() throws IOException {
        Path cache = Files.createDirectories(folder.resolve("cache/custom"));
        Files.move(caches, cache.resolve("-1"));
        pictures("query", QUERIES);
        pictures("gallery", GALLERY);
        Files.writeString(folder.resolve("data/custom/gallery/003.png"), "not an image");
        Map<String, String> one = run(1);
        assertThat(one)
                .containsKeys("map_prec_ICFRR.png", "map_prec_ICFRR.svg", "report.html", "vis/overview.png")
                .hasSize(4 + ITERATIONS + 1);
        assertThat(run(4)).isEqualTo(one);
    }

    /** Returns the files with pictures by name, as text of one character per byte. */
    private Map<String, String> run(int threads) throws IOException {
        Path out = folder.resolve("out" + threads);
        CommandLineRun run = CommandLineRun.of(
                "rerank",
                "--dataset",
                "custom",
                "--cache-root",
                folder.resolve("cache").toString(),
                "--data-root",
                folder.resolve("data").toString(),
                "--rerank-results-dir",
                out.toString(),
                "--kg",
                "25",
                "--kq",
                "20",
                "--n-times",
                "" + ITERATIONS,
                "--query-idxs-to-vis",
                "0",
                "3",
                "29",
                "--threads",
                "" + threads);
        assertThat(run.exitCode()).as(run.err()).isZero();
        Map<String, String> files = new TreeMap<>();
        Path results = out.resolve("custom/-1");
        try (Stream<Path> all = Files.walk(results)) {
            for (Path file : all.filter(RerankPicturesTest::isPicture).toList()) {
                files.put(results.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        files.computeIfPresent("report.html", (name, page) -> withoutProvenance(page));
        return files;
    }

    private static boolean isPicture(Path file) {
        return file.toString().matches(".*\\.(png|svg|html)");
    }

    /** Leaves out the table that holds the number of threads and the times. */
    private static String withoutProvenance(String page) {
        int from = page.indexOf("Provenance");
        int to = page.indexOf("</table>", from);
        assertThat(from).isPositive();
        assertThat(to).isGreaterThan(from);
        return page.substring(0, from) + page.substring(to);
    }

    private void pictures(String domain, int count) throws IOException {
        Path images = Files.createDirectories(folder.resolve("data/custom").resolve(domain));
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(20 + i % 7, 30, BufferedImage.TYPE_INT_RGB);
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, i % 30, 0x10203 * (i % 256) ^ x * 0x70b0d);
            }
            Images.writePng(image, images.resolve("%03d.png".formatted(i)));
        }
    }
}
