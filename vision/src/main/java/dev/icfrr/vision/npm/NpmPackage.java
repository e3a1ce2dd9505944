package dev.icfrr.vision.npm;

import dev.icfrr.io.FileHashes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * One version of a package, with the checksum of its file.
 *
 * @param name name, with the scope if there is one: {@code @scope/name}
 * @param version as {@code 1.2.3}
 * @param integrity as npm states it: {@code sha512-} and the checksum in Base64
 */
public record NpmPackage(String name, String version, String integrity) {
    private static final Pattern NAME = Pattern.compile("(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*");
    private static final Pattern VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+");
    private static final String ALGORITHM = "sha512-";

    public NpmPackage {
        if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("'" + name + "@" + version + "' is no package with its version");
        }
        if (!integrity.startsWith(ALGORITHM)) {
            throw new IllegalArgumentException(name + ": an integrity starts with " + ALGORITHM);
        }
    }

    /** Returns the specification for npm: {@code name@version}. */
    public String spec() {
        return name + "@" + version;
    }

    /** Returns the file name that {@code npm pack} uses. */
    public String fileName() {
        return name.replace("@", "").replace('/', '-') + "-" + version + ".tgz";
    }

    /** Returns whether a file is exactly this package. */
    boolean isIn(Path file) throws IOException {
        return integrityOf(file).equals(integrity);
    }

    /** Computes the integrity of a file in the format of npm. */
    static String integrityOf(Path file) throws IOException {
        byte[] digest = FileHashes.digest(file, FileHashes.newDigest("SHA-512"));
        return ALGORITHM + Base64.getEncoder().encodeToString(digest);
    }
}
