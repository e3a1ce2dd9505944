package dev.icfrr.cli.input;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.input.RerankOptions.Source;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The input files of a run, memory-mapped and checked against each other. */
public final class RerankInput implements AutoCloseable {
    private static final String LABELS = "labels.pth";

    private final List<TensorFile> files = new ArrayList<>();
    private final boolean fromFeatures;
    private final Matrix query;
    private final @Nullable Matrix gallery;
    private final Optional<Path> graphPath;
    private final @Nullable KnnGraph graph;
    private final @Nullable Labels labels;

    /** Opens the files in the cache folder. */
    public static RerankInput open(RerankOptions options) throws IOException {
        return new RerankInput(
                options.folders().cache(),
                options.source(),
                options.features(),
                options.graph().map(path -> SavedLists.of(path, options.parameters())));
    }

    /**
     * Opens the files in a folder, and a file of neighbor lists.
     *
     * @param kg how many neighbors to take of it; {@link ParameterRequest#AUTO} for all
     * @param update the rule that they must have been built for
     */
    public static RerankInput open(Path folder, Source source, Optional<Path> graph, int kg, UpdateRule update)
            throws IOException {
        ParameterRequest request =
                new ParameterRequest(kg, ParameterRequest.AUTO, IcfrrParameters.DEFAULTS.withUpdate(update));
        return new RerankInput(
                folder, source, FeaturePreparation.NONE, graph.map(path -> new SavedLists(path, request, kg)));
    }

    /** Opens the files in a folder, and a file of neighbor lists that fits a request. */
    public static RerankInput open(
            Path folder, Source source, FeaturePreparation preparation, Optional<Path> graph, ParameterRequest request)
            throws IOException {
        return new RerankInput(folder, source, preparation, graph.map(path -> SavedLists.of(path, request)));
    }

    /** Opens the files in a folder. */
    public static RerankInput open(Path folder, Source source) throws IOException {
        return open(folder, source, FeaturePreparation.NONE);
    }

    /** Opens the files in a folder, and prepares features. */
    public static RerankInput open(Path folder, Source source, FeaturePreparation preparation) throws IOException {
        return new RerankInput(folder, source, preparation, Optional.empty());
    }

    /** Returns whether a folder holds features of queries and gallery. */
    public static boolean hasFeatures(Path folder) {
        return find(folder, "query_features").isPresent()
                && find(folder, "gallery_features").isPresent();
    }

    private RerankInput(Path folder, Source source, FeaturePreparation preparation, Optional<SavedLists> saved)
            throws IOException {
        graphPath = saved.map(SavedLists::path);
        graph = saved.isPresent() ? saved.get().open(preparation) : null;
        boolean haveGraph = graph != null && !saved.get().needScaling(graph);
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": no such folder. The caches of a data set are in "
                    + "<cache-root>/<dataset>/<per-class>. Set --cache-root, --dataset or --per-class");
        }
        boolean success = false;
        try {
            Optional<Path> queryDistances = find(folder, "qg_dists");
            Optional<Path> galleryDistances = find(folder, "gg_dists");
            Optional<Path> queryFeatures = find(folder, "query_features");
            Optional<Path> galleryFeatures = find(folder, "gallery_features");
            boolean haveDistances = queryDistances.isPresent() && (haveGraph || galleryDistances.isPresent());
            boolean haveFeatures = queryFeatures.isPresent() && galleryFeatures.isPresent();
            fromFeatures = source == Source.FEATURES
                    || (source == Source.AUTO && haveFeatures && (!haveDistances || !preparation.isNone()));
            if (!fromFeatures && !preparation.isNone()) {
                throw new IOException(folder + ": " + preparation.options()
                        + " works on features, and this run reads distances. Save query_features and gallery_features, "
                        + "and use --source features");
            }
            if (fromFeatures) {
                Path queryPath = required(queryFeatures, folder, "query_features");
                Path galleryPath = required(galleryFeatures, folder, "gallery_features");
                Matrix queries = matrix(queryPath);
                Matrix features = matrix(galleryPath);
                requireSame(
                        queries.columns(),
                        features.columns(),
                        folder,
                        "features of queries and gallery differ in length: %d and %d");
                if (!preparation.isNone()) {
                    NotFinite.require(queryPath, queries);
                    NotFinite.require(galleryPath, features);
                }
                query = preparation.queries(queries, features);
                gallery = preparation.gallery(features);
            } else {
                Path path = required(queryDistances, folder, "qg_dists");
                query = matrix(path);
                DistanceCheck.requireDistances(path, query);
                gallery = haveGraph ? null : galleryDistances(required(galleryDistances, folder, "gg_dists"), folder);
            }
            if (gallerySize() == 0) {
                throw new IOException(folder + ": the gallery is empty");
            }
            if (graph != null && graph.size() != gallerySize()) {
                throw new IOException(
                        "%s: is a graph of %,d gallery items, but these queries are for %,d. Build it from this gallery"
                                .formatted(graphPath.orElseThrow(), graph.size(), gallerySize()));
            }
            labels = labels(folder);
            success = true;
        } finally {
            if (!success) {
                close();
            }
        }
    }

    private Matrix galleryDistances(Path path, Path folder) throws IOException {
        Matrix distances = matrix(path);
        requireSame(distances.rows(), distances.columns(), folder, "gg_dists must be square, not %d x %d");
        requireSame(query.columns(), distances.rows(), folder, "qg_dists is for %d gallery items, gg_dists for %d");
        DistanceCheck.requireGalleryDistances(path, distances);
        return distances;
    }

    private static Optional<Path> find(Path folder, String name) {
        for (String extension : List.of(".pth", ".npy")) {
            Path file = folder.resolve(name + extension);
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static Path required(Optional<Path> file, Path folder, String name) throws IOException {
        return file.orElseThrow(() -> new IOException(folder + ": has neither " + name + ".pth nor " + name + ".npy. "
                + "A run reads qg_dists and gg_dists, or query_features and gallery_features (.pth or .npy), "
                + "and labels.pth where there are labels"));
    }

    private static void requireSame(int one, int other, Path folder, String message) throws IOException {
        if (one != other) {
            throw new IOException(folder + ": " + message.formatted(one, other));
        }
    }

    private TensorFile openFile(Path path) throws IOException {
        TensorFile file = TensorFiles.open(path);
        files.add(file);
        return file;
    }

    private Matrix matrix(Path path) throws IOException {
        return Matrices.of(openFile(path).soleTensor(), path);
    }

    private @Nullable Labels labels(Path folder) throws IOException {
        Path path = folder.resolve(LABELS);
        if (!Files.exists(path)) {
            return null;
        }
        TensorFile file = openFile(path);
        if (file.root() instanceof Value.None) {
            return null;
        }
        Labels known =
                Labels.of(labels(file, "query", query.rows(), path), labels(file, "gallery", gallerySize(), path));
        return known.areKnown() ? known : null;
    }

    /** Reads labels without checking their number. */
    public static Labels labelsOf(Path path) throws IOException {
        try (TensorFile file = TensorFiles.open(path)) {
            return Labels.of(labels(file, "query", -1, path), labels(file, "gallery", -1, path));
        }
    }

    private static long[] labels(TensorFile file, String side, int expected, Path path) throws IOException {
        long[] labels = file.integers(side);
        if (expected >= 0 && labels.length != expected) {
            throw new IOException(path + ": " + labels.length + " " + side + " labels for " + expected + " "
                    + (side.equals("query") ? "queries" : "gallery items"));
        }
        return labels;
    }

    /** Returns whether {@link #query()} and {@link #gallery()} are features, not distances. */
    public boolean isFromFeatures() {
        return fromFeatures;
    }

    /** Returns the distances of the queries to the gallery: as stored, or computed from features. */
    public DistanceSource distances() {
        return fromFeatures ? DistanceSource.between(query, gallery()) : DistanceSource.stored(query);
    }

    /** Q x G distances, or Q x D features. */
    public Matrix query() {
        return query;
    }

    /** Returns whether the gallery's distances or features were read. */
    boolean hasGallery() {
        return gallery != null;
    }

    /**
     * G x G distances, or G x D features.
     *
     * @throws IllegalStateException if the run reads distances and has a graph, and so needs none of the gallery
     */
    public Matrix gallery() {
        if (gallery == null) {
            throw new IllegalStateException("the gallery's distances were not read");
        }
        return gallery;
    }

    /** Returns a warning if the run reads features that are far from unit length. */
    public Optional<String> warning() {
        return fromFeatures ? FeaturePreparation.warning(gallery()) : Optional.empty();
    }

    /** Returns the saved neighbor lists, truncated to the requested KG, if the run has some. */
    public Optional<KnnGraph> graph() {
        return Optional.ofNullable(graph);
    }

    /** Number of queries, Q. */
    public int queries() {
        return query.rows();
    }

    /** Number of gallery items, G. */
    public int gallerySize() {
        return fromFeatures ? gallery().rows() : query.columns();
    }

    /** Returns the labels, if some query has one. */
    public Optional<Labels> labels() {
        return Optional.ofNullable(labels);
    }

    /** Returns the files that are read: queries, gallery, labels and graph, as far as they exist. */
    public List<Path> paths() {
        return Stream.concat(files.stream().map(TensorFile::path), graphPath.stream())
                .toList();
    }

    @Override
    public void close() {
        files.forEach(TensorFile::close);
    }
}
