package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher keeps the server's libraries from all other commands: these must work without. */
class LauncherClassPathTest {
    private static final Path PICTURES = Path.of("../vision/src/test/resources/dev/icfrr/vision/image");

    @TempDir
    Path folder;

    @Test
    void picturesOfEveryFormatAreReadWithoutTheServersLibraries() throws Exception {
        for (String side : List.of("query", "gallery")) {
            Path to = Files.createDirectories(folder.resolve("custom").resolve(side));
            Files.copy(PICTURES.resolve("lossy.webp"), to.resolve("a.webp"));
        }
        run(
                "extract",
                "--dataset",
                "custom",
                "--data-root",
                folder.toString(),
                "--cache-root",
                folder.resolve("cache").toString(),
                "--hog");
        assertThat(folder.resolve("cache/custom/-1/gallery_features.npy")).exists();
    }

    @Test
    void theHelpListsAllCommandsWithoutTheServersLibraries() throws Exception {
        assertThat(run("--help")).contains("serve", "demo", "rerank");
        assertThat(run("help", "serve")).contains("--read-only");
    }

    /** Runs a command line that must succeed, and returns what it says. */
    private static String run(String... commandLine) throws Exception {
        return ProcessRun.ok(List.of("-cp", withoutServer()), commandLine);
    }

    /** This test's class path, less what the build puts into the server's folder. */
    private static String withoutServer() throws IOException {
        Matcher groups =
                Pattern.compile("<server.groups>(.*)</server.groups>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(groups.find()).isTrue();
        List<String> left = Stream.of(groups.group(1).split(",", -1))
                .map(group -> File.separator + group.replace(".", File.separator) + File.separator)
                .toList();
        List<String> all = List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
        String kept = all.stream()
                .filter(entry -> !entry.contains(File.separator + "server" + File.separator + "target")
                        && left.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(kept).contains("picocli").doesNotContain("javalin");
        assertThat(all.size()).isGreaterThan(kept.split(File.pathSeparator, -1).length + 5);
        return kept;
    }
}
