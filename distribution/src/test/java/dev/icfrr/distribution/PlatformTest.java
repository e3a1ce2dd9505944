package dev.icfrr.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-02T03:04:06Z"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "ai/onnxruntime/native/linux-x64/libonnxruntime.so, true, false",
        "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so, false, true",
        "ai/onnxruntime/native/osx-aarch64/libonnxruntime.dylib, false, false",
        "ai/onnxruntime/native/osx-aarch64/libonnxruntime.dylib.dSYM/Contents/Info.plist, false, false",
        "ai/onnxruntime/native/win-x64/onnxruntime.dll, false, false",
        "native/Linux/x86_64/libwebp-imageio.so, true, false",
        "native/Linux/x86/libwebp-imageio.so, false, false",
        "linux/amd64/libzstd-jni-1.5.7-9.so, true, false",
        "linux/aarch64/libzstd-jni-1.5.7-9.so, false, true",
        "linux/arm/libzstd-jni-1.5.7-9.so, false, false",
        "org/jline/nativ/Linux/arm64/libjlinenative.so, false, true",
        "org/jline/nativ/Mac/arm64/libjlinenative.jnilib, false, false",
        "ai/onnxruntime/OrtSession.class, true, true",
        "META-INF/MANIFEST.MF, true, true"
    })
    void keepsTheNativeLibrariesOfOnePlatform(String path, boolean onX64, boolean onArm64) {
        assertThat(Platform.of("Linux", "amd64").needs(path)).isEqualTo(onX64);
        assertThat(Platform.of("Linux", "aarch64").needs(path)).isEqualTo(onArm64);
    }

    @Test
    void refusesPlatformsWithoutAnImage() {
        assertThatThrownBy(() -> Platform.of("Linux", "riscv64")).hasMessageContaining("linux-riscv64");
    }

    @Test
    void rewritesAJarOnlyWhereSomethingIsLeftOut() throws Exception {
        Path mixed = jar("mixed.jar", "a/B.class", "native/Linux/x86_64/l.so", "native/Mac/x86_64/l.dylib");
        Path plain = jar("plain.jar", "a/B.class", "c.txt");
        Jars jars = new Jars(Platform.of("Linux", "amd64"), TIME);
        jars.copy(mixed, folder.resolve("mixed-1.jar"));
        jars.copy(mixed, folder.resolve("mixed-2.jar"));
        jars.copy(plain, folder.resolve("plain-1.jar"));
        assertThat(folder.resolve("plain-1.jar")).hasSameBinaryContentAs(plain);
        assertThat(folder.resolve("mixed-1.jar")).hasSameBinaryContentAs(folder.resolve("mixed-2.jar"));
        try (ZipFile zip = new ZipFile(folder.resolve("mixed-1.jar").toFile())) {
            assertThat(Collections.list(zip.entries()))
                    .extracting(ZipEntry::getName)
                    .containsExactly("a/B.class", "native/Linux/x86_64/l.so");
        }
    }

    private Path jar(String name, String... entries) throws Exception {
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (String entry : List.of(entries)) {
                out.putNextEntry(new ZipEntry(entry));
                out.write(entry.getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return jar;
    }
}
