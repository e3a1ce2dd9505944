package dev.icfrr.vision.extract;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.DiskSync;
import dev.icfrr.io.FileTrees;
import dev.icfrr.metrics.Labels;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.RowWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.ImageSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folder {@code <cache_root>/<dataset>/<per_class>} that re-ranking reads. It holds features, labels, names,
 * optionally the reference's distances, and {@value #PROVENANCE}, which is written last and records the origin of the
 * other files.
 */
public final class FeatureCache {

    /** The file that records the origin of the others. If it exists, the others are complete. */
    public static final String PROVENANCE = "extract.json";

    /** The file of distances between queries (rows) and gallery, as the reference reads it. */
    public static final String QUERY_DISTANCES = "qg_dists.pth";

    /** The file of distances within the gallery. */
    public static final String GALLERY_DISTANCES = "gg_dists.pth";

    private static final String LABELS = "labels.pth";

    /** All file names that re-ranking looks for. */
    private static final List<String> CACHES = List.of(
            QUERY_DISTANCES,
            GALLERY_DISTANCES,
            "qg_dists.npy",
            "gg_dists.npy",
            "query_features.pth",
            "gallery_features.pth",
            "query_features.npy",
            "gallery_features.npy",
            LABELS);

    private final Path folder;

    /** @param folder created when something is written */
    public FeatureCache(Path folder) {
        this.folder = folder;
    }

    /** Returns the cache of a data set in the reference's layout. */
    public static FeatureCache of(Path cacheRoot, String dataset, int perClass) {
        return new FeatureCache(cacheRoot.resolve(dataset).resolve(Integer.toString(perClass)));
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the folder for the unfinished work of an extraction. */
    Path workFolder() {
        return folder.resolve(".extract");
    }

    /** Returns the file of a domain's features: 32-bit floats, one row per image. */
    public Path features(Domain domain) {
        return folder.resolve(domain.label() + "_features.npy");
    }

    /** Returns the file of the labels, whole numbers per domain. */
    Path labels() {
        return folder.resolve(LABELS);
    }

    /** Reads the labels. */
    Labels readLabels() throws IOException {
        try (TensorFile file = TensorFiles.open(labels())) {
            return Labels.of(
                    file.tensor(Domain.QUERY.label()).toLongArray(),
                    file.tensor(Domain.GALLERY.label()).toLongArray());
        }
    }

    /** Deletes the folder and everything in it. */
    public void delete() throws IOException {
        FileTrees.delete(folder);
    }

    /** Returns the fingerprint of the extraction that filled the cache, if it is complete. */
    Optional<String> fingerprint() throws IOException {
        JsonNode value = provenance().path("fingerprint");
        return value.isString() ? Optional.of(value.asString()) : Optional.empty();
    }

    private JsonNode provenance() throws IOException {
        Path file = folder.resolve(PROVENANCE);
        if (!Files.isRegularFile(file)) {
            return JsonMapper.shared().createObjectNode();
        }
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns a file of another program that an extraction would replace. */
    Optional<Path> foreignFile() throws IOException {
        // A run that was killed while it moved its results here leaves files without provenance.
        boolean publishing =
                Files.exists(workFolder().resolve(WorkFolder.RESULTS).resolve(PROVENANCE));
        if (publishing || fingerprint().isPresent()) {
            return Optional.empty();
        }
        return CACHES.stream().map(folder::resolve).filter(Files::exists).findFirst();
    }

    /** Returns whether the reference's distance files exist. */
    boolean hasDistances() {
        return Files.isRegularFile(folder.resolve(QUERY_DISTANCES))
                && Files.isRegularFile(folder.resolve(GALLERY_DISTANCES));
    }

    /**
     * Replaces the features, labels and names of the cache, and deletes distances of earlier features. Writes
     * everything in the work folder first and moves it when it is complete.
     *
     * @param dataRoot folder that names are relative to
     * @param encoder identity of the encoder
     */
    void publish(
            DatasetLayout dataset,
            Path dataRoot,
            WorkFolder work,
            String fingerprint,
            String encoder,
            ExtractedFeatures queries,
            ExtractedFeatures gallery)
            throws IOException {
        if (queries.width() != gallery.width()) {
            throw new IOException("features of queries have " + queries.width() + " numbers, those of the gallery "
                    + gallery.width());
        }
        FileTrees.delete(work.results());
        FeatureCache results = new FeatureCache(Files.createDirectories(work.results()));
        results.write(queries, Domain.QUERY);
        results.write(gallery, Domain.GALLERY);
        results.writeLabels(dataset, queries.kept(), gallery.kept());
        NamesFile.write(
                results.folder,
                dataRoot,
                dataset.queries().paths(queries.kept()),
                dataset.gallery().paths(gallery.kept()));
        results.writeProvenance(dataset, fingerprint, encoder, queries, gallery);

        // From here to the end, no provenance marks the folder as complete.
        Files.deleteIfExists(folder.resolve(PROVENANCE));
        for (String cache : CACHES) {
            Files.deleteIfExists(folder.resolve(cache));
        }
        DiskSync.folder(folder);
        // Re-ranking must not find features without their labels and names. The provenance comes last.
        for (Path file : List.of(
                results.labels(),
                results.folder.resolve(NamesFile.NAME),
                results.features(Domain.GALLERY),
                results.features(Domain.QUERY),
                results.folder.resolve(PROVENANCE))) {
            Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            DiskSync.folder(folder);
        }
    }

    private void write(ExtractedFeatures features, Domain domain) throws IOException {
        try (RowWriter out = NpyWriter.create(features(domain), DType.FLOAT32, features.rows(), features.width())) {
            features.forEach(out::writeRow);
        }
    }

    private void writeProvenance(
            DatasetLayout dataset,
            String fingerprint,
            String encoder,
            ExtractedFeatures queries,
            ExtractedFeatures gallery)
            throws IOException {
        ObjectNode provenance = JsonMapper.shared().createObjectNode();
        String version = FeatureCache.class.getPackage().getImplementationVersion();
        provenance.put("icfrr", version == null ? "development" : version);
        provenance.put("dataset", dataset.name());
        provenance.put("fingerprint", fingerprint);
        provenance.put("encoder", encoder);
        provenance.put("queries", queries.rows());
        provenance.put("gallery", gallery.rows());
        provenance.put("width", queries.width());
        ObjectNode broken = provenance.putObject("broken");
        broken(broken.putArray("query"), queries);
        broken(broken.putArray("gallery"), gallery);
        byte[] bytes = (provenance.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.resolve(PROVENANCE), out -> out.write(bytes));
    }

    /** Writes the labels again for existing features, because users may add labels at any time. */
    void refreshLabels(DatasetLayout dataset) throws IOException {
        JsonNode broken = provenance().path("broken");
        writeLabels(
                dataset,
                kept(dataset.queries(), broken.path("query")),
                kept(dataset.gallery(), broken.path("gallery")));
    }

    private static int[] kept(ImageSet images, JsonNode broken) {
        BitSet kept = new BitSet();
        kept.set(0, images.size());
        broken.forEach(image -> kept.clear(image.path("index").asInt()));
        return kept.stream().toArray();
    }

    private void writeLabels(DatasetLayout dataset, int[] queries, int[] gallery) throws IOException {
        Map<String, Tensor> labels = new LinkedHashMap<>();
        labels.put("query", labels(dataset.queries(), queries));
        labels.put("gallery", labels(dataset.gallery(), gallery));
        PthWriter.write(labels(), Value.Dict.of(labels));
    }

    private static Tensor labels(ImageSet images, int[] kept) {
        long[] labels = Arrays.stream(kept).mapToLong(images::label).toArray();
        return Tensor.of(labels, labels.length);
    }

    private static void broken(ArrayNode into, ExtractedFeatures features) {
        for (Shard.Broken image : features.broken()) {
            into.addObject().put("index", image.index()).put("reason", image.reason());
        }
    }
}
