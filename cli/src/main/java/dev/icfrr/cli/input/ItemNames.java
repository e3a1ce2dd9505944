package dev.icfrr.cli.input;

import dev.icfrr.evaluation.TrecRunWriter;
import dev.icfrr.vision.extract.Domain;
import dev.icfrr.vision.extract.NamesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The names of queries and gallery items: those of the {@link NamesFile} beside the features if they fit, otherwise
 * numbers, {@code q0, q1, ...} and {@code g0, g1, ...}.
 *
 * @param queries one name each, without white space
 * @param gallery one name each, without white space
 */
public record ItemNames(List<String> queries, List<String> gallery) {

    /** Reads the names of so many queries and gallery items from a folder, if there is one. */
    public static ItemNames of(Optional<Path> cacheFolder, int queries, int gallery) throws IOException {
        Optional<NamesFile> file = cacheFolder.isPresent() ? NamesFile.read(cacheFolder.get()) : Optional.empty();
        return new ItemNames(names(file, Domain.QUERY, "q", queries), names(file, Domain.GALLERY, "g", gallery));
    }

    private static List<String> names(Optional<NamesFile> file, Domain domain, String prefix, int count) {
        List<String> names = file.stream()
                .flatMap(read -> read.names(domain).stream())
                .map(ItemNames::withoutSpace)
                .toList();
        boolean fit = names.size() == count
                && names.stream().noneMatch(String::isEmpty)
                && new HashSet<>(names).size() == count;
        return fit ? names : TrecRunWriter.numbered(prefix, count);
    }

    /** Percent-encodes white space, which separates the fields of a line, and the percent sign. */
    private static String withoutSpace(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c == '%' || Character.isWhitespace(c)) {
                text.append("%%%02X".formatted(c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }
}
