package dev.icfrr.vision.index;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.Vote;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.index.IndexManifest.FileEntry;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import dev.icfrr.vision.index.ModelReference.HogReference;
import dev.icfrr.vision.index.ModelReference.OnnxReference;
import dev.icfrr.vision.index.ModelReference.SketchReference;
import dev.icfrr.vision.onnx.Pooling;
import dev.icfrr.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@link IndexManifest} as JSON, docs/formats/gallery-index.md. */
final class ManifestJson {
    static final String FORMAT = "icfrr-index";
    static final int VERSION = 4;
    /** The version of an index without added items, which earlier programs read. */
    private static final int VERSION_WITHOUT_ADDED = 3;

    private static final String DOMAINS = "domains";
    private static final String NONE = "none";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ManifestJson() {}

    static String write(IndexManifest manifest) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format", FORMAT)
                .put("version", manifest.added() == 0 ? VERSION_WITHOUT_ADDED : VERSION)
                .put("generation", manifest.generation());
        root.put("items", manifest.size());
        if (manifest.added() > 0) {
            root.put("added_items", manifest.added());
        }
        root.put("dimension", manifest.dimension());
        root.put("kg", manifest.kg()).put("self", manifest.self().label());
        ObjectNode vote = root.putObject("vote");
        if (manifest.vote().isPresent()) {
            write(manifest.vote().get(), vote);
        } else {
            vote.put("kind", Vote.FLAT.label());
        }
        root.put("center", manifest.centered() ? DOMAINS : NONE).put("query_bank", manifest.bankQueries());
        manifest.approximation()
                .ifPresent(approximation -> root.putObject("approximation")
                        .put("recall", approximation.recall())
                        .put("seed", approximation.seed()));
        root.put("next_id", manifest.nextId());
        ObjectNode names = root.putObject("label_names");
        new TreeMap<>(manifest.labelNames()).forEach((label, name) -> names.put(label.toString(), name));
        manifest.model().ifPresent(model -> write(model, root.putObject("model")));
        root.put("written_by", manifest.program());
        ObjectNode files = root.putObject("files");
        new TreeMap<>(manifest.files())
                .forEach((name, entry) ->
                        files.putObject(name).put("bytes", entry.bytes()).put("sha256", entry.sha256()));
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void write(IndexVote vote, ObjectNode node) {
        node.put("kind", Vote.MULTISCALE.label()).put("k", vote.k());
        ArrayNode weights = node.putArray("weights");
        vote.weights().forEach(weights::add);
        node.put("lists", vote.lists().label());
    }

    private static void write(ModelReference model, ObjectNode node) {
        switch (model) {
            case HogReference(Hog hog) ->
                node.put("kind", "hog")
                        .put("size", hog.size())
                        .put("cell", hog.cell())
                        .put("block", hog.block())
                        .put("bins", hog.bins())
                        .put("signed", hog.signed())
                        .put("crop", hog.crop());
            case SketchReference sketch -> node.put("kind", "sketch").put("sha256", sketch.sha256());
            case OnnxReference onnx -> {
                node.put("kind", "onnx").put("path", onnx.path().toString()).put("sha256", onnx.sha256());
                onnx.pooling().ifPresent(pooling -> node.put("pooling", pooling.label()));
                onnx.output().ifPresent(output -> node.put("output", output));
            }
        }
    }

    /** Reads the preprocessing of an ONNX model, which is in a separate file. */
    @FunctionalInterface
    interface PreprocessingReader {
        Preprocessing read() throws IOException;
    }

    /**
     * Reads it.
     *
     * @param file file to name in messages
     * @throws IOException if it is not JSON, has another version, or lacks a field
     */
    static IndexManifest read(Path file, byte[] text, PreprocessingReader preprocessing) throws IOException {
        try {
            JsonNode root = MAPPER.readTree(text);
            if (!FORMAT.equals(root.path("format").asString(""))) {
                throw new IOException(file + ": not the description of an index");
            }
            int version = integer(root, "version");
            if (version < 1 || version > VERSION) {
                throw new IOException(
                        file + ": index format version " + version + ", and this program reads up to version " + VERSION
                                + ": use the program that wrote it or build the index again");
            }
            JsonNode approximation = root.path("approximation");
            Map<Long, String> names = new TreeMap<>();
            root.path("label_names").forEachEntry((label, name) -> names.put(Long.valueOf(label), name.asString("")));
            Map<String, FileEntry> files = new TreeMap<>();
            root.path("files").forEachEntry((name, entry) -> files.put(name, fileEntry(name, entry)));
            JsonNode model = root.path("model");
            return new IndexManifest(
                    number(root, "generation"),
                    integer(root, "items"),
                    version <= VERSION_WITHOUT_ADDED ? 0 : added(root),
                    integer(root, "dimension"),
                    integer(root, "kg"),
                    SelfMatch.valueOf(text(root, "self").toUpperCase(Locale.ROOT)),
                    version < 3 ? Optional.empty() : vote(root.path("vote")),
                    version >= 3 && centered(text(root, "center")),
                    version < 3 ? 0 : count(root, "query_bank"),
                    approximation.isObject()
                            ? Optional.of(new Approximation(
                                    approximation.path("recall").asDouble(), number(approximation, "seed")))
                            : Optional.empty(),
                    number(root, "next_id"),
                    names,
                    model.isObject() ? Optional.of(model(model, preprocessing)) : Optional.empty(),
                    text(root, "written_by"),
                    files);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + ": damaged: " + e.getMessage(), e);
        }
    }

    private static int added(JsonNode root) {
        int added = integer(root, "added_items");
        if (added == 0 || added >= integer(root, "items")) {
            throw new IllegalArgumentException("the field 'added_items' is " + added);
        }
        return added;
    }

    private static Optional<IndexVote> vote(JsonNode node) {
        String kind = text(node, "kind");
        if (kind.equals(Vote.FLAT.label())) {
            return Optional.empty();
        }
        if (!kind.equals(Vote.MULTISCALE.label())) {
            throw new IllegalArgumentException("there is no vote '" + kind + "'");
        }
        List<Integer> weights = new ArrayList<>();
        for (JsonNode weight : node.path("weights")) {
            weights.add(weight.asInt());
        }
        ListOrder lists = ListOrder.valueOf(text(node, "lists").toUpperCase(Locale.ROOT));
        return Optional.of(new IndexVote(integer(node, "k"), weights, lists));
    }

    private static boolean centered(String center) {
        if (!center.equals(DOMAINS) && !center.equals(NONE)) {
            throw new IllegalArgumentException("there is no center '" + center + "'");
        }
        return center.equals(DOMAINS);
    }

    private static FileEntry fileEntry(String name, JsonNode entry) {
        if (!name.matches("[a-z][a-z0-9.-]*")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a file of an index");
        }
        return new FileEntry(number(entry, "bytes"), text(entry, "sha256"));
    }

    private static ModelReference model(JsonNode node, PreprocessingReader preprocessing) throws IOException {
        String kind = text(node, "kind");
        return switch (kind) {
            case "hog" ->
                new HogReference(new Hog(
                        integer(node, "size"),
                        integer(node, "cell"),
                        integer(node, "block"),
                        integer(node, "bins"),
                        node.path("signed").asBoolean(),
                        node.path("crop").asBoolean()));
            case "sketch" -> new SketchReference(text(node, "sha256"));
            case "onnx" ->
                new OnnxReference(
                        Path.of(text(node, "path")),
                        text(node, "sha256"),
                        preprocessing.read(),
                        node.has("pooling") ? Optional.of(pooling(text(node, "pooling"))) : Optional.empty(),
                        node.has("output") ? Optional.of(text(node, "output")) : Optional.empty());
            default -> throw new IllegalArgumentException("there is no kind of model '" + kind + "'");
        };
    }

    private static Pooling pooling(String label) {
        return Pooling.of(label).orElseThrow(() -> new IllegalArgumentException("there is no pooling '" + label + "'"));
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException("the field '" + name + "' is missing or no string");
        }
        return value.asString();
    }

    private static int integer(JsonNode node, String name) {
        long value = number(node, name);
        if (value != (int) value || value < 0) {
            throw new IllegalArgumentException("the field '" + name + "' is " + value);
        }
        return (int) value;
    }

    private static long count(JsonNode node, String name) {
        long value = number(node, name);
        if (value < 0) {
            throw new IllegalArgumentException("the field '" + name + "' is " + value);
        }
        return value;
    }

    private static long number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("the field '" + name + "' is missing or no whole number");
        }
        return value.asLong();
    }
}
