package dev.icfrr.vision.npm;

import static dev.icfrr.vision.npm.Packages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages are read without trust. */
class PackageFilesTest {

    @TempDir
    private Path folder;

    private interface Filling {
        void fill(TarArchiveOutputStream tar) throws IOException;
    }

    private Path archive(Filling filling) throws IOException {
        Path archive = folder.resolve("some package.tgz");
        try (OutputStream file = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
            filling.fill(tar);
        }
        return archive;
    }

    @Test
    void readsSelectedFiles() throws IOException {
        Path archive = Packages.write(
                folder.resolve("a.tgz"), Map.of("b/ü.txt", text("one"), "a", text(""), "c/d", text("no")));
        assertThat(PackageFiles.read(archive, name -> !name.startsWith("c/")))
                .containsOnlyKeys("a", "b/ü.txt")
                .hasEntrySatisfying("b/ü.txt", bytes -> assertThat(bytes).isEqualTo(text("one")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "package/../../outside",
                "/etc/passwd",
                "alone",
                "package/a\\b",
                "package//a",
                "package/./a"
            })
    void rejectsUnsafePaths(String name) throws IOException {
        Path archive = archive(tar -> Packages.put(tar, name, text("x")));
        assertThatThrownBy(() -> PackageFiles.read(archive, any -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("some package.tgz: refused")
                .hasMessageContaining("is no path below a folder");
    }

    @Test
    void rejectsLinksAndDuplicateNames() throws IOException {
        Path link = archive(tar -> {
            TarArchiveEntry entry = new TarArchiveEntry("package/link", TarConstants.LF_SYMLINK);
            entry.setLinkName("/etc/passwd");
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        });
        assertThatThrownBy(() -> PackageFiles.read(link, any -> true))
                .hasMessageContaining("neither a file nor a folder");
        Path twice = archive(tar -> {
            Packages.put(tar, "package/a", text("x"));
            Packages.put(tar, "package/a", text("y"));
        });
        assertThatThrownBy(() -> PackageFiles.read(twice, any -> true))
                .hasMessageContaining("'package/a' is there twice");
    }

    @Test
    void rejectsLargeFilesBeforeReadingThem() throws IOException {
        Path archive = folder.resolve("large.tgz");
        try (OutputStream file = Files.newOutputStream(archive);
                OutputStream zip = new GZIPOutputStream(file)) {
            TarArchiveEntry entry = new TarArchiveEntry("package/large");
            entry.setSize(8_000_000_000L);
            byte[] header = new byte[512];
            entry.writeEntryHeader(header);
            zip.write(header);
        }
        assertThatThrownBy(() -> PackageFiles.read(archive, any -> true))
                .hasMessageContaining("8000000000 bytes, more than");
    }

    @Test
    void rejectsTruncatedAndOtherFiles() throws IOException {
        Path whole = Packages.write(folder.resolve("whole.tgz"), Map.of("a", new byte[50_000]));
        byte[] bytes = Files.readAllBytes(whole);
        for (int length : new int[] {1, 12, bytes.length / 2}) {
            Path cut = Files.write(folder.resolve("cut.tgz"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> PackageFiles.read(cut, any -> true))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cut.tgz: damaged or cut off");
        }
        Path none = Files.write(folder.resolve("none.tgz"), text("<html>"));
        assertThatThrownBy(() -> PackageFiles.read(none, any -> true))
                .hasMessageContaining("none.tgz: damaged or cut off");
    }
}
