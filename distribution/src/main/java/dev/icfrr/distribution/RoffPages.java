package dev.icfrr.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Installs man pages: compressed, and without the parts of Asciidoctor's output that only groff understands. */
final class RoffPages {
    private static final String LINKS_START = ".de URL";
    private static final String LINKS_END = ".\\}";

    private RoffPages() {}

    /** Copies all pages of a folder, as {@code NAME.1.gz}. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> pages = Files.list(from)) {
            for (Path page : pages.sorted().toList()) {
                List<String> lines = portable(Files.readAllLines(page, StandardCharsets.UTF_8));
                TarGz.writeGzip(to.resolve(page.getFileName() + ".gz"), (String.join("\n", lines) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Returns a page without the macros of links, unless it has links, and without empty paragraphs. */
    static List<String> portable(List<String> page) {
        boolean hasLinks = page.stream().anyMatch(line -> line.startsWith(".URL ") || line.startsWith(".MTO "));
        List<String> kept = new ArrayList<>();
        boolean isInLinks = false;
        for (String line : page) {
            isInLinks |= line.equals(LINKS_START) && !hasLinks;
            boolean isEmptyParagraph =
                    line.equals(".sp") && !kept.isEmpty() && kept.getLast().startsWith(".SH ");
            if (!isInLinks && !isEmptyParagraph) {
                kept.add(line);
            }
            isInLinks &= !line.equals(LINKS_END);
        }
        return kept;
    }
}
