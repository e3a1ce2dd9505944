package dev.icfrr.vision.extract;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.vision.dataset.ImageSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which picture each row of a cache is of: {@code names.json}, with the files of queries and gallery relative to the data
 * root, or absolute where they lie elsewhere. Pictures that were left out are not in it.
 *
 * @param query files in the order of the queries' rows
 * @param gallery files in the order of the gallery's rows
 */
public record ImageNames(List<Path> query, List<Path> gallery) {

    /** The file's name in a cache folder. */
    public static final String FILE = "names.json";

    /** Keeps its own lists. */
    public ImageNames {
        query = List.copyOf(query);
        gallery = List.copyOf(gallery);
    }

    /**
     * Reads the names in a cache folder, if an extraction left some there.
     *
     * @param dataRoot the folder that names are relative to
     * @throws IOException when the file is not as an extraction writes it
     */
    public static Optional<ImageNames> read(Path folder, Path dataRoot) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode names = JsonMapper.shared().readTree(Files.readAllBytes(file));
            return Optional.of(new ImageNames(
                    paths(file, names, Domain.QUERY, dataRoot), paths(file, names, Domain.GALLERY, dataRoot)));
        } catch (JacksonException e) {
            throw new IOException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static List<Path> paths(Path file, JsonNode names, Domain domain, Path dataRoot) throws IOException {
        JsonNode list = names.path(domain.label());
        if (!list.isArray() || !list.valueStream().allMatch(JsonNode::isString)) {
            throw new IOException(file + ": expected a list of file names under \"" + domain.label() + "\"");
        }
        try {
            return list.valueStream()
                    .map(name -> dataRoot.resolve(name.asString()))
                    .toList();
        } catch (InvalidPathException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** The files of the pictures with these indices. */
    static List<Path> of(ImageSet pictures, int[] kept) {
        return Arrays.stream(kept).mapToObj(pictures::path).toList();
    }

    /** Writes the names into a cache folder, relative to {@code dataRoot} where they lie below it. */
    void write(Path folder, Path dataRoot) throws IOException {
        ObjectNode names = JsonMapper.shared().createObjectNode();
        put(names, Domain.QUERY, query, dataRoot);
        put(names, Domain.GALLERY, gallery, dataRoot);
        byte[] bytes = (names.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.resolve(FILE), out -> out.write(bytes));
    }

    private static void put(ObjectNode names, Domain domain, List<Path> pictures, Path dataRoot) {
        ArrayNode list = names.putArray(domain.label());
        for (Path picture : pictures) {
            Path name = picture.startsWith(dataRoot) ? dataRoot.relativize(picture) : picture.toAbsolutePath();
            list.add(name.toString().replace(name.getFileSystem().getSeparator(), "/"));
        }
    }
}
