package dev.icfrr.vision.digits;

import dev.icfrr.vision.npm.NpmPackage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A font for printed digits.
 *
 * @param source package of the font
 * @param file path of the font in the package
 */
record DigitFont(NpmPackage source, String file) {
    static final String LICENSE = "LICENSE_FONT";

    /** The fonts this program uses: one per family, in regular weight, all under the Open Font License. */
    static List<DigitFont> all() {
        try (InputStream in = DigitFont.class.getResourceAsStream("fonts.tsv")) {
            if (in == null) {
                throw new IllegalStateException("fonts.tsv is not in the program");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(DigitFont::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DigitFont of(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        return new DigitFont(new NpmPackage(fields.get(0), fields.get(1), fields.get(3)), fields.get(2));
    }

    /** Returns the family name of the package. */
    String family() {
        return source.name().substring(source.name().lastIndexOf('/') + 1);
    }
}
