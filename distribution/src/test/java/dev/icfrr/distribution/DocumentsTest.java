package dev.icfrr.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Man pages and the documents of the Debian package. */
class DocumentsTest {
    private static final List<String> LINKS = List.of(".de URL", "\\fI\\\\$2\\fP <\\\\$1>\\\\$3", ".if \\n[.g] \\{\\", ".\\}");

    @TempDir
    private Path folder;

    @Test
    void pagesHaveTheMacrosOfLinksOnlyIfTheyHaveLinks() {
        assertThat(RoffPages.portable(with(LINKS, ".SH \"NAME\"", "icfrr"))).containsExactly(".SH \"NAME\"", "icfrr");
        List<String> linked = with(LINKS, ".SH \"NAME\"", ".URL \"https://icfrr.example\" \"\" \"\"");
        assertThat(RoffPages.portable(linked)).isEqualTo(linked);
    }

    @Test
    void sectionsDoNotStartWithAnEmptyParagraph() {
        assertThat(RoffPages.portable(List.of(".SH \"NAME\"", ".sp", "icfrr", ".sp", "text")))
                .containsExactly(".SH \"NAME\"", "icfrr", ".sp", "text");
    }

    @Test
    void pagesAreCompressedWithoutTimeAndName() throws IOException {
        Path pages = Files.createDirectory(folder.resolve("pages"));
        Files.writeString(pages.resolve("icfrr.1"), ".SH \"NAME\"\n.sp\nicfrr\n");
        RoffPages.copy(pages, folder.resolve("man1"));
        byte[] gzip = Files.readAllBytes(folder.resolve("man1/icfrr.1.gz"));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
                .asString()
                .isEqualTo(".SH \"NAME\"\nicfrr\n");
        // Method 8, no flags, no time, best compression: RFC 1952.
        assertThat(gzip).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2);
    }

    @Test
    void addressesInDescriptionsAreTextAndTheDateIsThatOfTheRelease() {
        assertThat(ManPages.prepared(":doctype: manpage\n= icfrr(1)\n\nsuch as https://name/path/.\n", "2026-11-23"))
                .isEqualTo(":doctype: manpage\n:docdate: 2026-11-23\n= icfrr(1)\n\nsuch as \\https://name/path/.\n");
    }

    @Test
    void theChangelogHasTheFormatOfDebian() {
        assertThat(DebianFiles.changelog("1.0.0", "A Name <a@name.example>", Instant.parse("2026-11-23T00:00:00Z")))
                .isEqualTo("""
                        icfrr (1.0.0) unstable; urgency=medium

                          * Release 1.0.0. CHANGELOG.md lists the changes.

                         -- A Name <a@name.example>  Mon, 23 Nov 2026 00:00:00 +0000
                        """);
    }

    private static List<String> with(List<String> start, String... rest) {
        return Stream.concat(start.stream(), Stream.of(rest))
                .toList();
    }
}
