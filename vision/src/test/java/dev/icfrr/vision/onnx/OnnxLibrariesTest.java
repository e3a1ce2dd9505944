package dev.icfrr.vision.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class OnnxLibrariesTest {
    @TempDir
    Path folder;

    @Test
    void librariesAreUnpackedOnceAndRepairedIfTheyAreNotWhole() throws IOException {
        Path unpacked = OnnxLibraries.unpack(folder).orElseThrow();
        Path library = unpacked.resolve("libonnxruntime.so");
        long size = Files.size(library);
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(library, longAgo);
        assertThat(OnnxLibraries.unpack(folder)).contains(unpacked);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(longAgo);

        Path other = OnnxLibraries.unpack(Files.createDirectory(folder.resolve("other")))
                .orElseThrow();
        Files.delete(other.resolve("libonnxruntime4j_jni.so"));
        Files.write(other.resolve("libonnxruntime4j_jni.so"), new byte[10]);
        assertThat(OnnxLibraries.unpack(folder.resolve("other"))).contains(other);
        assertThat(Files.size(other.resolve("libonnxruntime4j_jni.so"))).isGreaterThan(10);
        assertThat(Files.size(other.resolve("libonnxruntime.so"))).isEqualTo(size);
    }

    @Test
    void aCacheThatCannotBeWrittenGivesNone() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(OnnxLibraries.unpack(file)).isEmpty();
    }

    @Test
    void aProcessLeavesNothingInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path cache = folder.resolve("cache");
        assertThat(run(temporary, cache)).contains("ONNX Runtime");
        assertThat(files(temporary)).isEmpty();
        assertThat(files(cache)).hasSize(2);

        // Without a cache, ONNX Runtime unpacks the libraries itself.
        assertThat(run(temporary, Files.createFile(folder.resolve("file")))).contains("ONNX Runtime");
    }

    private static String run(Path temporary, Path cache) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        OnnxTelemetryTest.Prints.class.getName())))
                .redirectErrorStream(true);
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file)
                            || file.getFileName().toString().startsWith("onnxruntime-java"))
                    .toList();
        }
    }
}
