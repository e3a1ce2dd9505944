package dev.icfrr.vision.dataset;

import dev.icfrr.io.FileNames;
import dev.icfrr.io.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A user's own images: {@code query/*}, {@code gallery/*} and, if classes are known, {@code labels.json}. */
final class CustomFolder {

    /** Sorts names by code point, as Python does. {@code String.compareTo} sorts by UTF-16 unit. */
    static final Comparator<String> BY_CODE_POINT = CustomFolder::compareCodePoints;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private CustomFolder() {}

    static DatasetLayout open(Path folder) throws DatasetException {
        Path file = folder.resolve("labels.json");
        JsonNode labels = Files.exists(file) ? parse(file) : null;
        return new DatasetLayout(
                "custom", domain(folder, "query", file, labels), domain(folder, "gallery", file, labels));
    }

    private static ImageSet domain(Path folder, String domain, Path file, @Nullable JsonNode labels)
            throws DatasetException {
        List<Path> images = files(folder.resolve(domain), "the " + domain + " images of a custom data set");
        int[] values = new int[images.size()];
        if (labels == null) {
            Arrays.fill(values, ImageSet.UNKNOWN);
        } else {
            Map<String, JsonNode> byName = byName(file, domain, labels.path(domain));
            for (int i = 0; i < values.length; i++) {
                values[i] = label(file, byName, domain, name(images.get(i)));
            }
        }
        return new ImageSet(images, values);
    }

    /** The labels by name with composed accents, because macOS writes decomposed ones. */
    private static Map<String, JsonNode> byName(Path file, String domain, JsonNode labels) throws DatasetException {
        Map<String, JsonNode> byName = new HashMap<>();
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            JsonNode other = byName.put(FileNames.composed(label.getKey()), label.getValue());
            if (other != null && !other.equals(label.getValue())) {
                throw new DatasetException(file + ": two names under \"" + domain + "\" read \"" + label.getKey()
                        + "\" and differ only in the Unicode form of their accents, with the labels " + other + " and "
                        + label.getValue());
            }
        }
        return byName;
    }

    private static int label(Path file, Map<String, JsonNode> labels, String domain, String name)
            throws DatasetException {
        JsonNode label = labels.get(FileNames.composed(name));
        if (label == null || !label.isInt()) {
            throw new DatasetException(file + ": expected a whole number as label of \"" + name + "\" under \"" + domain
                    + "\", found " + (label == null ? "none" : label));
        }
        return label.intValue();
    }

    private static JsonNode parse(Path file) throws DatasetException {
        try {
            try (InputStream text = TextFiles.open(file)) {
                return JSON.readTree(text);
            }
        } catch (JacksonException e) {
            throw new DatasetException(file + ": not valid JSON: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DatasetException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The files of a folder, sorted by name. */
    static List<Path> files(Path folder, String what) throws DatasetException {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(folder + ": no such folder; expected " + what + " there");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(Files::isRegularFile)
                    .filter(path -> !FileNames.isLitter(path))
                    .sorted((a, b) -> compareCodePoints(name(a), name(b)))
                    .toList();
            for (Path file : files) {
                requireText(file);
            }
            if (files.isEmpty()) {
                throw new DatasetException(folder + ": holds no file; expected " + what
                        + " there (names that begin with a dot do not count)");
            }
            return files;
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new DatasetException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private static void requireText(Path file) throws DatasetException {
        try {
            FileNames.text(Objects.requireNonNull(file.getFileName()));
        } catch (IOException e) {
            throw new DatasetException(String.valueOf(e.getMessage()), e);
        }
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                // The names are equal so far, so both positions are at the start or in the middle of the same surrogate
                // pair.
                boolean inPair = i > 0 && Character.isHighSurrogate(a.charAt(i - 1));
                return Integer.compare(a.codePointAt(inPair ? i - 1 : i), b.codePointAt(inPair ? i - 1 : i));
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
