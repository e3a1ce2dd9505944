package dev.icfrr.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of lists from other systems find their files. */
class ListedFilesTest {

    private static final String COMPOSED = "caf\u00e9";
    private static final String DECOMPOSED = "cafe\u0301";

    @TempDir
    private Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void acceptsBackslashes() throws IOException {
        Path file = file("png/a b/1.png");
        assertThat(new ListedFiles(folder).find("png\\a b\\1.png")).isEqualTo(file);
    }

    @Test
    void matchesBothFormsOfAccentsInFilesAndFolders() throws IOException {
        Path file = file(DECOMPOSED + "/" + COMPOSED + ".jpg");
        ListedFiles files = new ListedFiles(folder);
        for (String name : new String[] {COMPOSED + "/" + COMPOSED, DECOMPOSED + "\\" + DECOMPOSED}) {
            assertThat(Files.isSameFile(files.find(name + ".jpg"), file)).isTrue();
        }
    }

    @Test
    void prefersTheExactName() throws IOException {
        Path composed = file(COMPOSED + ".jpg");
        Path decomposed = folder.resolve(DECOMPOSED + ".jpg");
        if (!Files.exists(decomposed)) {
            Files.createFile(decomposed);
            assertThat(new ListedFiles(folder).find(DECOMPOSED + ".jpg")).isEqualTo(decomposed);
        }
        assertThat(new ListedFiles(folder).find(COMPOSED + ".jpg")).isEqualTo(composed);
    }

    @Test
    void returnsTheNameAsItIsIfThereIsNoFile() {
        ListedFiles files = new ListedFiles(folder);
        for (String name : new String[] {"none.jpg", COMPOSED + "/x.jpg", "a\\b.jpg"}) {
            assertThat(files.find(name)).isEqualTo(folder.resolve(name));
        }
    }
}
