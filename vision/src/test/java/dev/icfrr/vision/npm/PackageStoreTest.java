package dev.icfrr.vision.npm;

import static dev.icfrr.vision.npm.Packages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What npm delivers is kept only if it is what was expected. A shell script stands for npm. */
@DisabledOnOs(OS.WINDOWS)
class PackageStoreTest {

    @TempDir
    private Path folder;

    private Path delivered;
    private Path kept;
    private NpmPackage wanted;
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void makeAPackage() throws IOException {
        delivered = Files.createDirectory(folder.resolve("what npm delivers"));
        kept = folder.resolve("what is kept");
        NpmPackage unknown = new NpmPackage("@some/thing", "1.2.3", "sha512-");
        Path archive = Packages.write(delivered.resolve(unknown.fileName()), Map.of("a", text("one")));
        wanted = new NpmPackage("@some/thing", "1.2.3", NpmPackage.integrityOf(archive));
    }

    private PackageStore store(String script) throws IOException {
        Path npm = folder.resolve("my npm");
        Files.writeString(npm, "#!/bin/sh\necho \"$@\" >> '" + folder.resolve("calls") + "'\n" + script);
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        return new PackageStore(kept, new Npm(npm.toString()));
    }

    private PackageStore working() throws IOException {
        return store("for a; do case $a in --pack-destination=*) cp '" + delivered + "'/* \"${a#*=}\";; esac; done\n");
    }

    private long calls() throws IOException {
        return Files.exists(folder.resolve("calls"))
                ? Files.readAllLines(folder.resolve("calls")).size()
                : 0;
    }

    private void assertKept(String... names) throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }

    @Test
    void fetchesOnceAndAgainOnlyIfTheFileChanged() throws IOException {
        PackageStore store = working();
        assertThat(store.get(List.of(wanted), log::add)).containsExactly(kept.resolve("some-thing-1.2.3.tgz"));
        assertThat(log).containsExactly("fetching @some/thing@1.2.3");
        assertThat(Files.readString(folder.resolve("calls")))
                .startsWith("pack ")
                .contains("--ignore-scripts")
                .endsWith("@some/thing@1.2.3\n");
        store.get(List.of(wanted, wanted), log::add);
        assertThat(calls()).isEqualTo(1);
        Files.writeString(kept.resolve("some-thing-1.2.3.tgz"), "half of it");
        store.get(List.of(wanted), log::add);
        assertThat(calls()).isEqualTo(2);
        assertThat(wanted.isIn(kept.resolve("some-thing-1.2.3.tgz"))).isTrue();
        assertKept("some-thing-1.2.3.tgz");
    }

    @Test
    void keepsNoFileWithAWrongChecksum() throws IOException {
        PackageStore store = working();
        Path archive = delivered.resolve(wanted.fileName());
        Files.write(archive, java.util.Arrays.copyOf(Files.readAllBytes(archive), 40));
        assertThatThrownBy(() -> store.get(List.of(wanted), log::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the one expected")
                .hasMessageContaining(wanted.integrity());
        assertKept();
    }

    @Test
    void reportsTheOutputOfNpm() throws IOException {
        PackageStore store = store("echo >&2 'npm error network request to nowhere failed'\nexit 1\n");
        assertThatThrownBy(() -> store.get(List.of(wanted), log::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("npm pack ended with code 1")
                .hasMessageContaining("request to nowhere failed")
                .hasMessageContaining("put these into " + kept)
                .hasMessageContaining("@some/thing@1.2.3");
        assertKept();
        PackageStore empty = store("exit 0\n");
        assertThatThrownBy(() -> empty.get(List.of(wanted), log::add))
                .hasMessageContaining("left no some-thing-1.2.3.tgz");
    }

    @Test
    void reportsThatNpmIsMissing() {
        PackageStore store =
                new PackageStore(kept, new Npm(folder.resolve("no npm").toString()));
        assertThatThrownBy(() -> store.get(List.of(wanted), log::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no npm")
                .hasMessageContaining("Without npm or a network");
    }

    @Test
    void packagesNeedAnExactVersion() {
        for (String name : List.of("../evil", "a b", "@x", "--flag", "a/b/c", "")) {
            assertThatThrownBy(() -> new NpmPackage(name, "1.0.0", "sha512-x"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new NpmPackage("a", "latest", "sha512-x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NpmPackage("a", "1.0.0", "sha1-x")).isInstanceOf(IllegalArgumentException.class);
    }
}
