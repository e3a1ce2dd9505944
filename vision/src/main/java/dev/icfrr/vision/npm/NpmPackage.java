package dev.icfrr.vision.npm;

import dev.icfrr.io.FileHashes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * One version of a package, and what its file must be.
 *
 * @param name with the scope if there is one, as {@code @scope/name}
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

    /** As npm takes it: {@code name@version}. */
    public String spec() {
        return name + "@" + version;
    }

    /** The name {@code npm pack} gives to the file. */
    public String fileName() {
        return name.replace("@", "").replace('/', '-') + "-" + version + ".tgz";
    }

    /** Whether a file is this package, byte for byte. */
    boolean isIn(Path file) throws IOException {
        return integrityOf(file).equals(integrity);
    }

    /** The integrity of a file as npm would state it. */
    static String integrityOf(Path file) throws IOException {
        byte[] digest = FileHashes.digest(file, FileHashes.newDigest("SHA-512"));
        return ALGORITHM + Base64.getEncoder().encodeToString(digest);
    }
}
