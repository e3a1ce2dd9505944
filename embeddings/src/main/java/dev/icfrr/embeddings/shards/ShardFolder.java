package dev.icfrr.embeddings.shards;

import dev.icfrr.embeddings.data.ConcatenatedRows;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.parquet.ParquetEmbeddings;
import dev.icfrr.embeddings.tensor.TensorEmbeddings;
import dev.icfrr.io.FileNames;
import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of shards: {@code .npy} files of embeddings, or Parquet files, in the order of their names. The layout of
 * img2dataset and clip-retrieval has a folder of shards for each model ({@code img_emb}, {@code text_emb}) and Parquet
 * shards of values in the folder {@code metadata} beside them. Hidden files are passed over.
 */
public final class ShardFolder implements EmbeddingFile {
    private static final String METADATA = "metadata";

    private final Path folder;
    private final List<Path> arrays;
    private final List<Path> tables;
    private final List<Path> read = new ArrayList<>();
    private final Map<Path, EmbeddingFile> open = new HashMap<>();

    private ShardFolder(Path folder, List<Path> arrays, List<Path> tables) {
        this.folder = folder;
        this.arrays = arrays;
        this.tables = tables;
    }

    /**
     * Lists a folder.
     *
     * @throws IOException if it holds neither shards nor folders of them
     */
    public static ShardFolder open(Path folder) throws IOException {
        List<Path> arrays = files(folder, ".npy");
        List<Path> tables = files(folder, ".parquet");
        if (arrays.isEmpty() && tables.isEmpty() && modelFolders(folder).isEmpty()) {
            throw new IOException(folder + ": is a folder without .npy or .parquet files");
        }
        return new ShardFolder(folder, arrays, tables);
    }

    private static List<Path> files(Path folder, String extension) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(path -> !isHidden(path))
                    .filter(path -> name(path).toLowerCase(Locale.ROOT).endsWith(extension))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(ShardFolder::name))
                    .toList();
        }
    }

    private static List<Path> modelFolders(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> candidates = found.filter(Files::isDirectory)
                    .filter(path -> !isHidden(path) && !name(path).equals(METADATA))
                    .sorted(Comparator.comparing(ShardFolder::name))
                    .toList();
            List<Path> models = new ArrayList<>();
            for (Path candidate : candidates) {
                if (!files(candidate, ".npy").isEmpty()) {
                    models.add(candidate);
                }
            }
            return models;
        }
    }

    /** Returns whether a file is none of the user's: litter, or one of Spark's notes, such as {@code _SUCCESS}. */
    private static boolean isHidden(Path path) {
        return FileNames.isLitter(path) || name(path).startsWith("_");
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    @Override
    public String format() {
        return "folder of shards";
    }

    @Override
    public Path path() {
        return folder;
    }

    @Override
    public synchronized List<Path> paths() {
        return read.isEmpty() ? List.of(folder) : List.copyOf(read);
    }

    @Override
    public Optional<String> remark() {
        List<Path> shards = arrays.isEmpty() ? tables : arrays;
        for (int i = 1; i < shards.size(); i++) {
            String before = name(shards.get(i - 1));
            String after = name(shards.get(i));
            if (numbers(before) > numbers(after)
                    && before.replaceAll("\\d+", "").equals(after.replaceAll("\\d+", ""))) {
                return Optional.of(folder + ": shards are read in the order of their names, so " + before
                        + " comes before " + after + ". Pad numbers with zeros if this is not meant");
            }
        }
        return Optional.empty();
    }

    /** Returns the number in a name, or 0 if it has none. */
    private static double numbers(String name) {
        String digits = name.replaceAll("\\D+", "");
        return digits.isEmpty() ? 0 : Double.parseDouble(digits);
    }

    @Override
    public synchronized Matrix matrix(Optional<String> column, Side side) throws IOException {
        if (!arrays.isEmpty() && column.isEmpty()) {
            return stacked(arrays, Optional.empty(), side);
        }
        if (!tables.isEmpty()) {
            return stacked(tables, column, side);
        }
        List<Path> models = modelFolders(folder);
        Optional<Path> chosen = column.isPresent()
                ? models.stream()
                        .filter(path -> name(path).equals(column.get()))
                        .findFirst()
                : models.stream().filter(_ -> models.size() == 1).findFirst();
        if (chosen.isEmpty()) {
            throw new IOException(folder + ": "
                    + (column.isPresent() ? "has no folder '" + column.get() + "'" : "has several folders")
                    + " of .npy files; name one as " + folder.getFileName() + ":FOLDER. There are: "
                    + models.stream().map(ShardFolder::name).toList());
        }
        return stacked(files(chosen.get(), ".npy"), Optional.empty(), side);
    }

    private Matrix stacked(List<Path> shards, Optional<String> column, Side side) throws IOException {
        List<Matrix> parts = new ArrayList<>();
        for (Path shard : shards) {
            Matrix part = file(shard).matrix(column, side);
            if (part.rows() > 0 || shards.size() == 1) {
                parts.add(part);
            }
            if (part.rows() > 0 && part.columns() != parts.getFirst().columns()) {
                throw new IOException(shard + ": rows of " + part.columns() + " values, but the shards before it have "
                        + parts.getFirst().columns());
            }
        }
        if (parts.isEmpty()) {
            throw new IOException(folder + ": all shards are empty");
        }
        try {
            return parts.size() == 1 ? parts.getFirst() : new ConcatenatedRows(parts);
        } catch (IllegalArgumentException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized ItemValues values(Optional<String> column, Side side) throws IOException {
        List<Path> shards = tables;
        for (Path beside : List.of(folder.resolve(METADATA), folder.resolveSibling(METADATA))) {
            shards = shards.isEmpty() ? files(beside, ".parquet") : shards;
        }
        // Without tables, arrays of one dimension are the values.
        shards = shards.isEmpty() && column.isEmpty() ? arrays : shards;
        if (shards.isEmpty()) {
            throw new IOException(folder + ": has no Parquet files with values, nor has the folder " + METADATA
                    + " in it or beside it");
        }
        List<ItemValues> parts = new ArrayList<>();
        for (Path shard : shards) {
            parts.add(file(shard).values(column, side));
        }
        if (parts.stream().allMatch(ItemValues.Numbers.class::isInstance)) {
            return new ItemValues.Numbers(parts.stream()
                    .flatMapToLong(part -> Arrays.stream(((ItemValues.Numbers) part).values()))
                    .toArray());
        }
        return new ItemValues.Names(
                parts.stream().flatMap(part -> part.texts().stream()).toList());
    }

    private EmbeddingFile file(Path shard) throws IOException {
        EmbeddingFile known = open.get(shard);
        if (known == null) {
            known = name(shard).toLowerCase(Locale.ROOT).endsWith(".npy")
                    ? TensorEmbeddings.open(shard)
                    : ParquetEmbeddings.open(shard);
            open.put(shard, known);
            read.add(shard);
        }
        return known;
    }

    @Override
    public synchronized void close() {
        open.values().forEach(EmbeddingFile::close);
        open.clear();
    }
}
