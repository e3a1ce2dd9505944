package dev.icfrr.cli.index;

import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.index.ImageFolder;
import dev.icfrr.vision.index.IndexItem;
import java.io.IOException;
import java.nio.file.Files;
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

/**
 * The classes of items: numbers, or names that get numbers. From a tensor of one number per item, a JSON object from id to
 * class, or the folders that pictures lie in.
 */
public final class ItemLabels {
    /** The word on the command line for taking the folders. */
    public static final String FOLDERS = "folders";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Long> byId = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();

    private ItemLabels() {}

    /**
     * Reads them.
     *
     * @param what a file, {@value #FOLDERS}, or null for none
     * @param ids of the items to label, in order
     * @param known names of classes that have numbers already
     * @throws IOException naming what does not fit
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
                throw new IOException("--labels folders: no picture lies in a folder of its own class");
            }
            labels.number(folders, known);
            return labels;
        }
        Path file = Path.of(what);
        if (what.toLowerCase(Locale.ROOT).endsWith(".json")) {
            labels.readJson(file, ids, known);
        } else {
            labels.readTensor(file, ids);
        }
        return labels;
    }

    /** Gives names numbers: those that are known theirs, others the next ones in the order of the names. */
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
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new IOException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
        Map<String, String> named = new HashMap<>();
        for (String id : ids) {
            JsonNode label = root.path(id);
            if (label.isString()) {
                named.put(id, label.asString());
            } else if (label.isIntegralNumber() && label.canConvertToLong()) {
                byId.put(id, label.asLong());
            } else {
                throw new IOException(file + ": expected a whole number or a name as class of \"" + id + "\", found "
                        + (label.isMissingNode() ? "none" : label));
            }
        }
        if (!named.isEmpty() && !byId.isEmpty()) {
            throw new IOException(file + ": some classes are numbers and some are names; use one of the two");
        }
        number(named, known);
    }

    private void readTensor(Path file, List<String> ids) throws IOException {
        try (TensorFile opened = TensorFiles.open(file)) {
            Tensor tensor = opened.soleTensor();
            if (tensor.rank() != 1 || tensor.dtype().isFloating() || tensor.count() != ids.size()) {
                throw new IOException(
                        file + ": should hold " + ids.size() + " whole numbers, one per item, not " + tensor);
            }
            long[] values = tensor.toLongArray();
            for (int item = 0; item < values.length; item++) {
                byId.put(ids.get(item), values[item]);
            }
        }
    }

    /** The class of an item. */
    public long of(String id) {
        return byId.getOrDefault(id, IndexItem.UNKNOWN);
    }

    /** Names of classes, where they have some. */
    public Map<Long, String> names() {
        return names;
    }

    /** The name of a class, or its number, or nothing where it is not known. */
    public static String text(long label, Optional<String> name) {
        return label == IndexItem.UNKNOWN ? "" : name.orElse(Long.toString(label));
    }
}
