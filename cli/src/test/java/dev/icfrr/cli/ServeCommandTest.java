package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.vision.doodle.Doodles;
import dev.icfrr.vision.encoder.SketchModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("open +(http://[^#\\s]+)");
    private static final Pattern TOKEN = Pattern.compile("#token=([0-9a-f]+)");

    @TempDir
    Path folder;

    /** A command that serves until it is interrupted. */
    private static final class Serving implements AutoCloseable {
        private final StringWriter said = new StringWriter();
        private final FutureTask<Integer> task;
        private final Thread thread;

        Serving(String... arguments) {
            CommandLine command = Main.commandLine().setErr(new PrintWriter(said, true));
            task = new FutureTask<>(() -> command.execute(arguments));
            thread = Thread.ofPlatform().start(task);
        }

        String address() throws InterruptedException {
            while (!task.isDone()) {
                Matcher address = ADDRESS.matcher(said.toString());
                if (address.find()) {
                    return address.group(1);
                }
                Thread.sleep(20);
            }
            throw new AssertionError("it has ended: " + said);
        }

        String get(String path) throws IOException, InterruptedException {
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(
                                HttpRequest.newBuilder(URI.create(address() + path))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
            }
        }

        /** Removes an item and returns the status. */
        int remove(String id, String token) throws IOException, InterruptedException {
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(address() + "v1/gallery"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method("DELETE", BodyPublishers.ofString("{\"ids\":[\"" + id + "\"]}"))
                        .build();
                return client.send(request, BodyHandlers.discarding()).statusCode();
            }
        }

        @Override
        public void close() {
            thread.interrupt();
            assertThat(task)
                    .as(said.toString())
                    .succeedsWithin(30, TimeUnit.SECONDS)
                    .isEqualTo(0);
        }
    }

    private void drawDoodles(int classes) throws IOException {
        new Doodles(classes, 8, 1, 1, 64, 0.4).write(folder.resolve("demo/doodles"), _ -> {});
    }

    private String[] demo() {
        return new String[] {
            "demo",
            "--gallery",
            "doodles",
            "--model",
            "hog",
            "--out",
            folder.resolve("demo").toString(),
            "--port",
            "0",
            "--no-browser"
        };
    }

    @Test
    void demoIndexesWhatIsThereAndServesThePage() throws Exception {
        drawDoodles(3);
        try (Serving demo = new Serving(demo())) {
            assertThat(demo.get("")).contains("<canvas");
            assertThat(demo.get("v1/gallery"))
                    .contains("\"size\":24", "\"model\":\"hog\"", "\"fish\":8")
                    .contains("\"vote\":\"multiscale\"", "\"lists\":\"scaled\"")
                    .contains("\"center\":{\"mode\":\"domains\",\"queries\":3}")
                    .contains("\"kg\":4,\"kq\":4");
        }
        try (Serving again = new Serving(demo())) {
            assertThat(again.get("healthz")).contains("up");
            assertThat(again.said.toString()).contains("takes   the existing index");
        }
        try (Serving serve = new Serving(
                "serve",
                "--index",
                folder.resolve("demo/doodles-hog.index").toString(),
                "--port",
                "0",
                "--read-only")) {
            assertThat(serve.get("v1/gallery")).contains("\"writable\":false");
        }
    }

    @Test
    void theGalleryChangesWithTheTokenInTheLinkOrIfItIsWritable() throws Exception {
        drawDoodles(2);
        String index = folder.resolve("demo/doodles-hog.index").toString();
        try (Serving demo = new Serving(demo())) {
            demo.address();
            Matcher token = TOKEN.matcher(demo.said.toString());
            assertThat(token.find()).as(demo.said.toString()).isTrue();
            assertThat(demo.get("v1/gallery")).contains("\"writable\":false");
            assertThat(demo.remove("fish_0000.png", "0123456789abcdef")).isEqualTo(401);
            assertThat(demo.remove("fish_0000.png", token.group(1))).isEqualTo(200);
        }
        try (Serving open = new Serving("serve", index, "--port", "0", "--writable")) {
            assertThat(open.get("v1/gallery")).contains("\"writable\":true", "\"size\":15");
            assertThat(open.said.toString()).doesNotContain("token");
            assertThat(open.remove("fish_0001.png", "")).isEqualTo(200);
        }
        try (Serving closed = new Serving("serve", index, "--port", "0", "--read-only")) {
            assertThat(closed.remove("fish_0002.png", "")).isEqualTo(403);
        }
        Path log = folder.resolve("access.log");
        try (Serving behind = new Serving(
                "serve",
                index,
                "--port",
                "0",
                "--public-url",
                "https://search.example/a",
                "--access-log",
                log.toString())) {
            while (!behind.said.toString().contains("https://search.example/a/#token=")) {
                Thread.sleep(20);
            }
        }
        assertThat(log).exists();
        for (String wrong :
                List.of("--public-url=search.example", "--allow-origin=shop", "--trusted-proxy=10.0.0.0/99")) {
            CommandLineRun run = CommandLineRun.of("serve", index, wrong);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("must ").doesNotContain("\tat ");
        }
        assertThat(CommandLineRun.of("serve", index, "--writable", "--read-only")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void demoRebuildsTheIndexOfAnEarlierVersion() throws Exception {
        drawDoodles(2);
        CommandLineRun earlier = CommandLineRun.of(
                "index",
                "build",
                "--vote",
                "flat",
                "--images",
                folder.resolve("demo/doodles/custom/gallery").toString(),
                "--out",
                folder.resolve("demo/doodles-hog.index").toString());
        assertThat(earlier.exitCode()).as(earlier.err()).isZero();

        try (Serving demo = new Serving(demo())) {
            assertThat(demo.get("v1/gallery")).contains("\"vote\":\"multiscale\"", "\"queries\":2");
        }
    }

    @Test
    void withoutIconsTheDemoShowsDoodlesToTheSketchModel() throws Exception {
        drawDoodles(2);
        Files.createDirectories(folder.resolve("demo/icons/custom/query")); // so that no icons can be made
        try (Serving demo =
                new Serving("demo", "--out", folder.resolve("demo").toString(), "--port", "0", "--no-browser")) {
            assertThat(demo.get("v1/gallery")).contains("\"size\":16", "\"model\":\"sketch", "\"queries\":2");
            assertThat(demo.said.toString())
                    .contains("draws   doodles instead, because the icons cannot be downloaded");
        }
    }

    @Test
    void theIconsDemoVotesOnFewNeighborsAndKnowsWhatDrawingsAreLike() throws Exception {
        new Doodles(2, 8, 1, 1, 64, 0.4).write(folder.resolve("demo/icons"), _ -> {}); // stand in for the icons
        try (Serving demo =
                new Serving("demo", "--out", folder.resolve("demo").toString(), "--port", "0", "--no-browser")) {
            assertThat(demo.get("v1/gallery"))
                    .contains("\"vote\":\"multiscale\"", "\"lists\":\"scaled\"", "\"weights\":[1,1]")
                    .contains("\"queries\":" + SketchModel.drawings().count());
        }
    }

    @Test
    void whyTheEmojiSetCannotBeMadeIsSaid() throws IOException {
        Files.createDirectories(folder.resolve("demo/emoji/custom/query"));

        CommandLineRun run = CommandLineRun.of(
                "demo", "--gallery", "emoji", "--out", folder.resolve("demo").toString(), "--no-browser");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("is there already", "the emoji set could not be made", "--gallery doodles")
                .doesNotContain("\tat ");
    }

    @Test
    void aDamagedIndexIsNamed() throws Exception {
        drawDoodles(2);
        try (Serving demo = new Serving(demo())) {
            demo.get("healthz");
        }
        Files.writeString(folder.resolve("demo/doodles-hog.index/CURRENT"), "nothing");

        CommandLineRun damaged = CommandLineRun.of(demo());

        assertThat(damaged.exitCode()).isEqualTo(2);
        assertThat(damaged.err()).contains("CURRENT", "remove the folder", "doodles-hog.index");
    }

    @Test
    void whatCannotWorkIsSaid() throws IOException {
        CommandLineRun nothing =
                CommandLineRun.of("serve", folder.resolve("nothing").toString());
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).contains("no such index");

        Path key = Files.writeString(folder.resolve("key"), "short\n");
        CommandLineRun open = CommandLineRun.of("serve", folder.toString(), "--host", "0.0.0.0");
        assertThat(open.exitCode()).isEqualTo(2);
        assertThat(open.err()).contains("API key", "--api-key-file");
        CommandLineRun weak =
                CommandLineRun.of("serve", folder.toString(), "--host", "0.0.0.0", "--api-key-file", key.toString());
        assertThat(weak.exitCode()).isEqualTo(2);
        assertThat(weak.err()).contains("16 to 512 characters").doesNotContain("short\n");
        assertThat(CommandLineRun.of("serve", folder.toString(), "--port", "70000")
                        .err())
                .contains("65535");
        assertThat(CommandLineRun.of("serve", folder.toString(), "--queue", "-1")
                        .exitCode())
                .isEqualTo(2);
    }
}
