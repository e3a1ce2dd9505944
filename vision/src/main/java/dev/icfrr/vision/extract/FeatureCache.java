package dev.icfrr.vision.extract;

import dev.icfrr.io.AtomicFile;
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
 * The folder {@code <cache_root>/<dataset>/<per_class>} that re-ranking reads: features, labels, names, where wanted the
 * reference's distances, and {@value #PROVENANCE}, which is written last and says what all of it was made from.
 */
public final class FeatureCache {

    /** Says what the other files are; its presence means that they are complete. */
    public static final String PROVENANCE = "extract.json";

    /** Distances of queries (rows) and gallery, as PyTorch's users load them. */
    public static final String QUERY_DISTANCES = "qg_dists.pth";

    /** Distances within the gallery. */
    public static final String GALLERY_DISTANCES = "gg_dists.pth";

    private static final String LABELS = "labels.pth";

    /** All names under which re-ranking looks for what belongs together. */
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

    /** @param folder made when something is put there */
    public FeatureCache(Path folder) {
        this.folder = folder;
    }

    /** The folder of a data set, as the reference lays them out. */
    public static FeatureCache of(Path cacheRoot, String dataset, int perClass) {
        return new FeatureCache(cacheRoot.resolve(dataset).resolve(Integer.toString(perClass)));
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /** Where an extraction for this folder keeps what it has. */
    Path workFolder() {
        return folder.resolve(".extract");
    }

    /** The file of a domain's features, 32-bit floats, a row per image. */
    public Path features(Domain domain) {
        return folder.resolve(domain.label() + "_features.npy");
    }

    /** The file of the labels, whole numbers by domain. */
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

    /** Deletes the folder and all in it. */
    public void delete() throws IOException {
        FileTrees.delete(folder);
    }

    /** The fingerprint of the work whose results are here, if they are complete. */
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

    /** A file that another program put here and that would be replaced. */
    Optional<Path> foreignFile() throws IOException {
        // What a run left that was killed while it moved its results here is no other program's.
        boolean publishing =
                Files.exists(workFolder().resolve(WorkFolder.RESULTS).resolve(PROVENANCE));
        if (publishing || fingerprint().isPresent()) {
            return Optional.empty();
        }
        return CACHES.stream().map(folder::resolve).filter(Files::exists).findFirst();
    }

    /** Whether the reference's distances are here. */
    boolean hasDistances() {
        return Files.isRegularFile(folder.resolve(QUERY_DISTANCES))
                && Files.isRegularFile(folder.resolve(GALLERY_DISTANCES));
    }

    /**
     * Puts features, labels and names here, in place of what was here before. Distances of earlier features are deleted.
     * All of it is written in the work folder and moved when it is whole.
     *
     * @param dataRoot names are given relative to it
     * @param encoder what made the features
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

        // From here until the end nothing says that the folder is complete.
        Files.deleteIfExists(folder.resolve(PROVENANCE));
        for (String cache : CACHES) {
            Files.deleteIfExists(folder.resolve(cache));
        }
        // Re-ranking must not find features without their labels and names, and the provenance vouches for all.
        for (Path file : List.of(
                results.labels(),
                results.folder.resolve(NamesFile.NAME),
                results.features(Domain.GALLERY),
                results.features(Domain.QUERY),
                results.folder.resolve(PROVENANCE))) {
            Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
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

    /** Writes the labels again, for features that are here already: labels may be added to images at any time. */
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
