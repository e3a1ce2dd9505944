package dev.icfrr.vision;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where the outputs of the Python reference lie on machines that have them; tests that need them are skipped else. */
public final class Reference {

    private Reference() {}

    /** The folder named by {@code -Dicfrr.reference}, or the one beside the project. */
    public static Path folder() {
        String named = System.getProperty("icfrr.reference", "");
        Path folder = named.isEmpty() ? Path.of("../../shared/reference") : Path.of(named);
        Assumptions.assumeTrue(
                Files.isDirectory(folder), "skipped: no reference data; name its folder with -Dicfrr.reference");
        return folder;
    }
}
