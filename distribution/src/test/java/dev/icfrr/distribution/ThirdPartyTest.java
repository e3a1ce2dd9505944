package dev.icfrr.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThirdPartyTest {
    @TempDir
    private Path folder;

    private Path sbom = Path.of("");
    private Path texts = Path.of("");
    private Path licenses = Path.of("");

    @BeforeEach
    void writeSbom() throws IOException {
        sbom = Files.writeString(folder.resolve("sbom.json"), """
                {"components": [
                  {"name": "a", "version": "1", "licenses": [{"license": {"id": "Apache-2.0"}}]},
                  {"name": "b", "version": "2", "licenses": [{"license": {"name": "A license"}}]},
                  {"name": "c", "version": "3"},
                  {"name": "d", "version": "4",
                   "licenses": [{"license": {"id": "EPL-2.0"}}, {"license": {"id": "Apache-2.0"}}]}
                ]}
                """);
        texts = folder.resolve("texts");
        licenses = Files.createDirectories(folder.resolve("licenses"));
    }

    @Test
    void apacheLicensesNeedNoTextOfTheirOwn() throws IOException {
        assertThat(list("a-1.jar", "d-4.jar").lines())
                .map(line -> line.replaceAll(" +", " "))
                .containsExactly("a 1 Apache-2.0", "d 4 EPL-2.0 or Apache-2.0");
        assertThat(licenses).isEmptyDirectory();
    }

    @Test
    void otherLicensesNeedATextInTheJarOrInTheProject() throws IOException {
        assertThatThrownBy(() -> list("b-2.jar")).hasMessageContaining("b is under A license").hasMessageContaining("add");

        Files.createDirectories(texts.resolve("b"));
        Files.writeString(texts.resolve("b/LICENSE"), "of the project");
        list("b-2.jar");
        assertThat(licenses.resolve("b-2/LICENSE")).hasContent("of the project");

        Files.writeString(licenses.resolve("b-2/LICENSE"), "of the jar");
        list("b-2.jar");
        assertThat(licenses.resolve("b-2/LICENSE")).hasContent("of the jar");
    }

    @Test
    void refusesJarsThatTheSbomLacksAndComponentsWithoutALicense() {
        assertThatThrownBy(() -> list("e-5.jar")).hasMessageContaining("does not name [e-5.jar]");
        assertThatThrownBy(() -> list("c-3.jar")).hasMessage("c-3.jar has no license in the SBOM");
    }

    private String list(String... jars) throws IOException {
        return ThirdParty.list(sbom, List.of(jars), texts, licenses);
    }
}
