package dev.icfrr.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingFolderTest {

    @TempDir
    private Path parent;

    @Test
    void movesEverythingToTheFinalName() throws IOException {
        Path target = parent.resolve("result");
        try (StagingFolder staging = new StagingFolder(parent)) {
            Files.writeString(
                    Files.createDirectory(staging.path().resolve("inner")).resolve("file"), "content");
            staging.moveTo(target);
        }
        assertThat(target.resolve("inner/file")).hasContent("content");
        assertThat(parent).isDirectoryContaining("glob:**result");
    }

    @Test
    void leavesNothingWhenItWasNotMoved() throws IOException {
        try (StagingFolder staging = new StagingFolder(parent)) {
            Files.writeString(
                    Files.createDirectory(staging.path().resolve("inner")).resolve("file"), "content");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void replacesAnEmptyFolder() throws IOException {
        Path target = Files.createDirectory(parent.resolve("result"));
        try (StagingFolder staging = new StagingFolder(parent)) {
            Files.writeString(staging.path().resolve("file"), "content");
            staging.moveTo(target);
        }
        assertThat(target.resolve("file")).hasContent("content");
    }

    @Test
    void keepsAFolderThatIsNotEmpty() throws IOException {
        Path target = Files.createDirectory(parent.resolve("result"));
        Files.writeString(target.resolve("earlier"), "earlier");
        try (StagingFolder staging = new StagingFolder(parent)) {
            assertThatThrownBy(() -> staging.moveTo(target)).isInstanceOf(DirectoryNotEmptyException.class);
        }
        assertThat(parent).isDirectoryNotContaining("glob:**.tmp");
        assertThat(target.resolve("earlier")).hasContent("earlier");
    }

    @Test
    void deletesALinkAndKeepsItsTarget() throws IOException {
        Path file = Files.writeString(parent.resolve("kept"), "kept");
        try (StagingFolder staging = new StagingFolder(parent)) {
            Files.createSymbolicLink(staging.path().resolve("link"), file);
        }
        assertThat(file).hasContent("kept");
    }
}
