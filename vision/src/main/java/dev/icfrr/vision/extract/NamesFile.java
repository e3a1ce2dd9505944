package dev.icfrr.vision.extract;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.FileNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The file {@value #NAME} of a cache folder: a list of names per domain, in the order of the features' rows. */
public final class NamesFile {

    /** The file's name. */
    public static final String NAME = "names.json";

    private final Path file;
    private final JsonNode root;

    private NamesFile(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** Reads the file of a cache folder, if there is one. */
    public static Optional<NamesFile> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new NamesFile(file, JsonMapper.shared().readTree(Files.readAllBytes(file))));
        } catch (JacksonException e) {
            throw new IOException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Returns the names of a domain: no names if the list is missing, an empty name for an entry that is not a name.
     */
    public List<String> names(Domain domain) {
        return root.path(domain.label())
                .valueStream()
                .map(name -> name.asString(""))
                .toList();
    }

    /**
     * Returns the names of a domain as files.
     *
     * @param dataRoot the folder that relative names start from
     * @throws IOException if there is no list of file names
     */
    List<Path> paths(Domain domain, Path dataRoot) throws IOException {
        JsonNode list = root.path(domain.label());
        if (!list.isArray() || !list.valueStream().allMatch(JsonNode::isString)) {
            throw new IOException(file + ": expected a list of file names under \"" + domain.label() + "\"");
        }
        try {
            return names(domain).stream().map(dataRoot::resolve).toList();
        } catch (InvalidPathException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the file into a cache folder. Names of files below {@code dataRoot} are relative to it, others absolute.
     */
    static void write(Path folder, Path dataRoot, List<Path> queries, List<Path> gallery) throws IOException {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        put(root, Domain.QUERY, queries, dataRoot);
        put(root, Domain.GALLERY, gallery, dataRoot);
        byte[] bytes = (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.resolve(NAME), out -> out.write(bytes));
    }

    private static void put(ObjectNode root, Domain domain, List<Path> files, Path dataRoot) throws IOException {
        ArrayNode list = root.putArray(domain.label());
        for (Path file : files) {
            Path name = file.startsWith(dataRoot) ? dataRoot.relativize(file) : file.toAbsolutePath();
            list.add(FileNames.text(name).replace(name.getFileSystem().getSeparator(), "/"));
        }
    }
}
