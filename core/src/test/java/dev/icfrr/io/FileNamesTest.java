package dev.icfrr.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {".DS_Store", "._a.jpg", ".ipynb_checkpoints", "__MACOSX", "Thumbs.db", "desktop.ini"})
    void whatOtherProgramsAddIsLitter(String name) {
        assertThat(FileNames.isLitter(Path.of("folder", name))).isTrue();
        assertThat(FileNames.hasLitter(Path.of("a", name, "b.jpg"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jpg", "_a.jpg", "__a", "macosx", "a.DS_Store", "猫.png"})
    void ordinaryNamesAreNotLitter(String name) {
        assertThat(FileNames.isLitter(Path.of(name))).isFalse();
        assertThat(FileNames.hasLitter(Path.of("a", name))).isFalse();
    }

    @Test
    void textNamesTheSameFile() throws IOException {
        assertThat(FileNames.text(Path.of("a/猫 ü.png")))
                .isEqualTo(Path.of("a", "猫 ü.png").toString());
    }

    /** Java shows the byte E9 as U+FFFD in a UTF-8 locale; stored, that would name no file. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesANameThatTextCannotHold() throws Exception {
        Process made = new ProcessBuilder("bash", "-c", "touch $'caf\\xe9.png'")
                .directory(folder.toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.toList();
        }
        assertThat(files).hasSize(1);
        assertThatThrownBy(() -> FileNames.text(files.getFirst()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("caf")
                .hasMessageContaining("Rename");
    }
}
