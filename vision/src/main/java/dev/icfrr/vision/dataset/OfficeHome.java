package dev.icfrr.vision.dataset;

import dev.icfrr.io.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Office-Home: a folder per domain, in it a folder per class, in it the images. The label of a class is its index in
 * the sorted class names of both domains, so labels agree between domains.
 */
final class OfficeHome {

    static final String PREFIX = "officehome:";

    private static final List<String> FOLDERS = List.of("OfficeHome", "OfficeHomeDataset_10072016");

    private OfficeHome() {}

    static DatasetLayout open(String name, Path dataRoot) throws DatasetException {
        String[] domains = name.substring(PREFIX.length()).split("-", -1);
        if (domains.length != 2 || domains[0].isBlank() || domains[1].isBlank()) {
            throw new DatasetException("'" + name + "' does not name two domains; expected for example '" + PREFIX
                    + "Art-Product': queries from Art, gallery from Product");
        }
        Path folder = FOLDERS.stream()
                .map(dataRoot::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(dataRoot.resolve(FOLDERS.getFirst()));
        Path queries = domain(folder, domains[0]);
        Path gallery = domain(folder, domains[1]);
        TreeSet<String> classes = new TreeSet<>(CustomFolder.BY_CODE_POINT);
        classes.addAll(subfolders(queries));
        classes.addAll(subfolders(gallery));
        List<String> sorted = List.copyOf(classes);
        return new DatasetLayout(name, images(queries, sorted), images(gallery, sorted));
    }

    /** Finds the folder of a domain. {@code RealWorld} and {@code real_world} also match {@code Real World}. */
    private static Path domain(Path folder, String domain) throws DatasetException {
        Path exact = folder.resolve(domain);
        if (Files.isDirectory(exact)) {
            return exact;
        }
        if (Files.isDirectory(folder)) {
            for (String name : subfolders(folder)) {
                if (bare(name).equalsIgnoreCase(bare(domain))) {
                    return folder.resolve(name);
                }
            }
        }
        throw new DatasetException(
                exact + ": no such folder; expected the class folders of the domain '" + domain + "' there");
    }

    private static String bare(String name) {
        return name.replaceAll("[ _]", "");
    }

    private static List<String> subfolders(Path folder) throws DatasetException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.isDirectory(entry) && !FileNames.isLitter(entry))
                    .map(CustomFolder::name)
                    .sorted(CustomFolder.BY_CODE_POINT)
                    .toList();
        } catch (IOException e) {
            throw new DatasetException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private static ImageSet images(Path domain, List<String> classes) throws DatasetException {
        List<Path> paths = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            Path folder = domain.resolve(classes.get(label));
            if (Files.isDirectory(folder)) {
                for (Path file : CustomFolder.files(folder, "the images of a class")) {
                    paths.add(file);
                    labels.add(label);
                }
            }
        }
        if (paths.isEmpty()) {
            throw new DatasetException(domain + ": holds no class folder; expected one per class, with its images");
        }
        return new ImageSet(paths, labels.stream().mapToInt(Integer::intValue).toArray());
    }
}
