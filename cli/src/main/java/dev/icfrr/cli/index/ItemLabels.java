package dev.icfrr.cli.index;

import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.io.FileNames;
import dev.icfrr.io.TextFiles;
import dev.icfrr.vision.index.ImageFolder;
import dev.icfrr.vision.index.IndexItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The classes of items: numbers, or names that get numbers. They come from a tensor or column of one label per item, a
 * JSON object that maps ids to classes, or the folders of the images.
 */
public final class ItemLabels {
    /** The option value that takes the folders of the images. */
    public static final String FOLDERS = "folders";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Long> byId = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();

    private ItemLabels() {}

    /**
     * Reads the classes.
     *
     * @param what a file, {@value #FOLDERS}, or null for none
     * @param ids of the items to label, in order
     * @param known names of classes that have numbers already
     * @throws IOException if the file does not fit the items
     */
    public static ItemLabels of(@Nullable String what, List<String> ids, Map<Long, String> known) throws IOException {
        ItemLabels labels = new ItemLabels();
        if (what == null) {
            return labels;
        }
        if (what.equals(FOLDERS)) {
            Map<String, String> folders = new HashMap<>();
            for (String id : ids) {
                ImageFolder.firstFolder(id).ifPresent(folder -> folders.put(id, folder));
            }
            if (folders.isEmpty()) {
                throw new IOException(
                        "--labels folders: no image is in a subfolder. Each class needs a folder of its own");
            }
            labels.number(folders, known);
            return labels;
        }
        Path file = Path.of(what);
        if (what.toLowerCase(Locale.ROOT).endsWith(".json")) {
            labels.readJson(file, ids, known);
        } else {
            labels.readValues(EmbeddingSource.parse(what), ids, known);
        }
        return labels;
    }

    /** Numbers the names: known names keep their numbers, new ones get the next numbers in alphabetical order. */
    private void number(Map<String, String> classOf, Map<Long, String> known) {
        Map<String, Long> numbers = new HashMap<>();
        known.forEach((number, name) -> numbers.put(name, number));
        long next =
                known.keySet().stream().mapToLong(number -> number + 1).max().orElse(0);
        for (String name : new TreeSet<>(classOf.values())) {
            if (!numbers.containsKey(name)) {
                numbers.put(name, next++);
            }
        }
        classOf.forEach((id, name) -> {
            byId.put(id, numbers.get(name));
            names.put(numbers.get(name), name);
        });
    }

    private void readJson(Path file, List<String> ids, Map<Long, String> known) throws IOException {
        JsonNode root;
        try {
            root = readTree(file);
        } catch (JacksonException e) {
            throw new IOException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
        Map<String, JsonNode> byComposedId = new HashMap<>();
        root.properties().forEach(label -> byComposedId.put(FileNames.composed(label.getKey()), label.getValue()));
        Map<String, String> named = new HashMap<>();
        for (String id : ids) {
            // macOS writes names with decomposed accents; they mean the same id.
            JsonNode label = root.has(id)
                    ? root.get(id)
                    : byComposedId.getOrDefault(FileNames.composed(id), MissingNode.getInstance());
            if (label.isString()) {
                named.put(id, label.asString());
            } else if (label.isIntegralNumber() && label.canConvertToLong()) {
                byId.put(id, label.asLong());
            } else {
                throw new IOException(file + ": the class of \"" + id + "\" must be an integer or a name, but is "
                        + (label.isMissingNode() ? "missing" : label));
            }
        }
        if (!named.isEmpty() && !byId.isEmpty()) {
            throw new IOException(file + ": some classes are numbers and some are names. Use only one of the two");
        }
        number(named, known);
    }

    private static JsonNode readTree(Path file) throws IOException {
        try (InputStream text = TextFiles.open(file)) {
            return JSON.readTree(text);
        }
    }

    private void readValues(EmbeddingSource source, List<String> ids, Map<Long, String> known) throws IOException {
        try (EmbeddingFile opened = source.open()) {
            ItemValues values = opened.values(source.column(), Side.GALLERY);
            if (values.size() != ids.size()) {
                throw new IOException(
                        source + ": " + values.size() + " labels for " + ids.size() + " items. It needs one per item");
            }
            if (values instanceof ItemValues.Numbers numbers) {
                for (int item = 0; item < ids.size(); item++) {
                    byId.put(ids.get(item), numbers.values()[item]);
                }
                return;
            }
            Map<String, String> named = new HashMap<>();
            for (int item = 0; item < ids.size(); item++) {
                named.put(ids.get(item), values.texts().get(item));
            }
            number(named, known);
        }
    }

    /** Returns the class of an item. */
    public long of(String id) {
        return byId.getOrDefault(id, IndexItem.UNKNOWN);
    }

    /** Returns the names of the classes that have one. */
    public Map<Long, String> names() {
        return names;
    }

    /** Returns the name of a class, otherwise its number, or nothing if the class is unknown. */
    public static String text(long label, Optional<String> name) {
        return label == IndexItem.UNKNOWN ? "" : name.orElse(Long.toString(label));
    }
}
