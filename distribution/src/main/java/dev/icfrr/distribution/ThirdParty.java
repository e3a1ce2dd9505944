package dev.icfrr.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The licenses of what the distribution contains: a list from the SBOM, and the texts that the jars bring along. */
final class ThirdParty {
    private static final Pattern NOTICE = Pattern.compile(
            "(META-INF/)?((third-party-)?(licen[sc]e|notice|copying|copyright|thirdpartynotices|sketch-notice)[^/]*)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern LICENSE =
            Pattern.compile("(licen[sc]e|copying|mit)[^/]*", Pattern.CASE_INSENSITIVE);

    private ThirdParty() {}

    /**
     * Returns one line per component with its name, version, licenses and address. Adds the license texts of components
     * whose jars bring none.
     *
     * @param sbom a CycloneDX file in JSON
     * @param jars names of the jars in the distribution; other components are left out
     * @param texts a folder per component whose jar has no license text, and whose license is not Apache 2.0
     * @param licenses has a folder with the notices of each jar
     * @throws IOException if a jar is missing in the SBOM, or a component has no license or no text of it
     */
    static String list(Path sbom, List<String> jars, Path texts, Path licenses) throws IOException {
        JsonNode components =
                new ObjectMapper().readTree(Files.readAllBytes(sbom)).path("components");
        TreeSet<String> missing = new TreeSet<>(jars);
        TreeSet<String> lines = new TreeSet<>();
        for (JsonNode component : components) {
            String name = component.path("name").asString();
            String version = component.path("version").asString();
            String jar = name + "-" + version + ".jar";
            if (missing.remove(jar)) {
                requireText(name, licenses(component, jar), texts, licenses.resolve(name + "-" + version));
                lines.add("%-45s %-12s %-40s %s"
                        .formatted(name, version, licenses(component, jar), address(component))
                        .stripTrailing());
            }
        }
        missing.removeIf(jar -> jar.startsWith("icfrr"));
        if (!missing.isEmpty()) {
            throw new IOException(sbom + " does not name " + missing);
        }
        return String.join("\n", lines) + "\n";
    }

    /** The license of this project is the text of Apache 2.0. Alternatives are joined by "or". */
    private static void requireText(String component, String names, Path texts, Path folder) throws IOException {
        if (names.contains("Apache-2.0") || hasLicense(folder)) {
            return;
        }
        Path text = texts.resolve(component).resolve("LICENSE");
        if (!Files.exists(text)) {
            throw new IOException(component + " is under " + names + ", and its jar has no text of it: add " + text);
        }
        Files.createDirectories(folder);
        Files.copy(text, folder.resolve("LICENSE"));
    }

    private static boolean hasLicense(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> LICENSE.matcher(String.valueOf(file.getFileName())).matches());
        }
    }

    private static String licenses(JsonNode component, String jar) throws IOException {
        List<String> names = component
                .path("licenses")
                .valueStream()
                .map(entry -> entry.has("expression") ? entry : entry.path("license"))
                .map(license -> license.path("id")
                        .asString(license.path("name")
                                .asString(license.path("expression").asString(""))))
                .toList();
        if (names.isEmpty() || names.contains("")) {
            throw new IOException(jar + " has no license in the SBOM");
        }
        return String.join(" or ", names);
    }

    private static String address(JsonNode component) {
        return component
                .path("externalReferences")
                .valueStream()
                .filter(reference -> List.of("website", "vcs")
                        .contains(reference.path("type").asString()))
                .map(reference -> reference.path("url").asString())
                .findFirst()
                .orElse("");
    }

    /** Copies the license and notice files of a jar into a folder of its name; makes none if there are none. */
    static void copyNotices(Path jar, Path licenses) throws IOException {
        String name = String.valueOf(jar.getFileName()).replaceAll("\\.jar$", "");
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries()).stream()
                    .filter(entry -> !entry.isDirectory() && isNotice(entry.getName()))
                    .toList()) {
                Path file = licenses.resolve(name).resolve(lastName(entry.getName()));
                Files.createDirectories(licenses.resolve(name));
                if (!Files.exists(file)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
    }

    /** Takes notices at the top and in META-INF, and those beside the images and models that this project ships. */
    static boolean isNotice(String path) {
        String last = lastName(path).toLowerCase(Locale.ROOT);
        return NOTICE.matcher(path).matches()
                || path.startsWith("META-INF/licenses/")
                || (path.startsWith("dev/icfrr/") && (last.endsWith("notice.txt") || last.equals("mit.txt")));
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
