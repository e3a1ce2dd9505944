package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution without ONNX Runtime: all commands work but those that run models, and these say why. */
class NoOnnxRuntimeTest {
    private static final List<String> JAVA = List.of("-cp", withoutOnnx());

    private static final String REASON = "models need ONNX Runtime, and this distribution of icfrr comes without it";

    @TempDir
    Path folder;

    @Test
    void theVersionTellsIt() throws Exception {
        assertThat(ProcessRun.ok(JAVA, "--version", "--verbose")).contains("no ONNX Runtime on the class path");
    }

    @Test
    void imagesAreDescribedWithoutAModel() throws Exception {
        ProcessRun.smallQuickstart(JAVA, folder);
        Path images;
        try (var folders = Files.list(folder)) {
            images = folders.filter(entry -> Files.isDirectory(entry.resolve("custom/query")))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(ProcessRun.refused(
                        JAVA,
                        "extract",
                        "--model",
                        "sketch",
                        "--dataset",
                        "custom",
                        "--data-root",
                        images.toString(),
                        "--cache-root",
                        folder.resolve("cache").toString()))
                .contains(REASON);
    }

    @Test
    void theDemoIsRefusedBeforeItDownloadsImages() throws Exception {
        assertThat(ProcessRun.refused(
                        JAVA,
                        "demo",
                        "--no-browser",
                        "--out",
                        folder.resolve("demo").toString()))
                .contains("icfrr demo without --hog: " + REASON);
        assertThat(folder.resolve("demo")).doesNotExist();
    }

    private static String withoutOnnx() {
        String all = System.getProperty("java.class.path");
        String kept = Arrays.stream(all.split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("onnxruntime"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(kept).isNotEqualTo(all);
        return kept;
    }
}
