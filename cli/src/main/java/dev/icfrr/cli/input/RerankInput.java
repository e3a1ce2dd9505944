package dev.icfrr.cli.input;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.input.RerankOptions.Source;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.embeddings.EmbeddingFiles;
import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.tensor.TensorEmbeddings;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
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

    private final List<EmbeddingFile> files = new ArrayList<>();
    private final Optional<Path> folder;
    private final List<String> remarks = new ArrayList<>();
    private final String queryName;
    private final String galleryName;
    private final boolean fromFeatures;
    private final Matrix query;
    private final @Nullable Matrix gallery;
    private final Optional<Path> graphPath;
    private final @Nullable KnnGraph graph;
    private final @Nullable Labels labels;

    /** Opens the files in the cache folder. */
    public static RerankInput open(RerankOptions options) throws IOException {
        return new RerankInput(
                new InputPlace(options.folders().cache(), options.given()),
                options.source(),
                options.features(),
                options.graph().map(path -> SavedLists.of(path, options.parameters())));
    }

    /**
     * Opens the files, and a file of neighbor lists.
     *
     * @param kg how many neighbors to take of it; {@link ParameterRequest#AUTO} for all
     * @param update the rule that they must have been built for
     */
    public static RerankInput open(InputPlace place, Source source, Optional<Path> graph, int kg, UpdateRule update)
            throws IOException {
        ParameterRequest request =
                new ParameterRequest(kg, ParameterRequest.AUTO, IcfrrParameters.DEFAULTS.withUpdate(update));
        return new RerankInput(
                place, source, FeaturePreparation.NONE, graph.map(path -> new SavedLists(path, request, kg)));
    }

    /** Opens the files, and a file of neighbor lists that fits a request. */
    public static RerankInput open(
            InputPlace place,
            Source source,
            FeaturePreparation preparation,
            Optional<Path> graph,
            ParameterRequest request)
            throws IOException {
        return new RerankInput(place, source, preparation, graph.map(path -> SavedLists.of(path, request)));
    }

    /** Opens the files, and prepares features. */
    public static RerankInput open(InputPlace place, Source source, FeaturePreparation preparation) throws IOException {
        return new RerankInput(place, source, preparation, Optional.empty());
    }

    /** Returns whether a folder holds features of queries and gallery. */
    public static boolean hasFeatures(Path folder) {
        return find(folder, "query_features").isPresent()
                && find(folder, "gallery_features").isPresent();
    }

    private RerankInput(InputPlace place, Source source, FeaturePreparation preparation, Optional<SavedLists> saved)
            throws IOException {
        GivenFiles given = place.given();
        Path folder = place.folder();
        this.folder = given.hasFeatures() ? Optional.empty() : Optional.of(folder);
        if (given.hasFeatures() && source == Source.DISTANCES) {
            throw new IllegalArgumentException("--query-features and --gallery-features are features, so --source"
                    + " distances cannot work with them");
        }
        graphPath = saved.map(SavedLists::path);
        graph = saved.isPresent() ? saved.get().open(preparation) : null;
        boolean haveGraph = graph != null && !saved.get().needScaling(graph);
        if (!given.hasFeatures() && !Files.isDirectory(folder)) {
            throw new IOException(folder + ": no such folder. The caches of a data set are in "
                    + "<cache-root>/<dataset>/<per-class>. Set --cache-root, --dataset or --per-class, or name files with "
                    + "--query-features and --gallery-features");
        }
        boolean success = false;
        try {
            Optional<Path> queryDistances = find(folder, "qg_dists");
            Optional<Path> galleryDistances = find(folder, "gg_dists");
            Optional<Path> queryFeatures = find(folder, "query_features");
            Optional<Path> galleryFeatures = find(folder, "gallery_features");
            boolean haveDistances = queryDistances.isPresent() && (haveGraph || galleryDistances.isPresent());
            boolean haveFeatures = queryFeatures.isPresent() && galleryFeatures.isPresent();
            fromFeatures = given.hasFeatures()
                    || source == Source.FEATURES
                    || (source == Source.AUTO && haveFeatures && (!haveDistances || !preparation.isNone()));
            if (!fromFeatures && !preparation.isNone()) {
                throw new IOException(folder + ": " + preparation.options()
                        + " works on features, and this run reads distances. Save query_features and gallery_features, "
                        + "and use --source features");
            }
            if (fromFeatures) {
                EmbeddingSource queryFile = given.hasFeatures()
                        ? given.queryFeatures().orElseThrow()
                        : source(required(queryFeatures, folder, "query_features"));
                EmbeddingSource galleryFile = given.hasFeatures()
                        ? given.galleryFeatures().orElseThrow()
                        : source(required(galleryFeatures, folder, "gallery_features"));
                queryName = queryFile.toString();
                galleryName = galleryFile.toString();
                Matrix queries = matrix(queryFile, Side.QUERY);
                Matrix features = matrix(galleryFile, Side.GALLERY);
                requireSame(
                        queries.columns(),
                        features.columns(),
                        given.hasFeatures() ? queryName + " and " + galleryName : folder.toString(),
                        "features of queries and gallery differ in length: %d and %d");
                if (!preparation.isNone()) {
                    NotFinite.require(queryName, queries);
                    NotFinite.require(galleryName, features);
                }
                query = preparation.queries(queries, features);
                gallery = preparation.gallery(features);
            } else {
                Path path = required(queryDistances, folder, "qg_dists");
                queryName = path.toString();
                galleryName = galleryDistances.map(Path::toString).orElse("");
                query = matrix(path);
                DistanceCheck.requireDistances(path, query);
                gallery = haveGraph ? null : galleryDistances(required(galleryDistances, folder, "gg_dists"), folder);
            }
            if (gallerySize() == 0) {
                throw new IOException((given.hasFeatures() ? galleryName : folder) + ": the gallery is empty");
            }
            if (graph != null && graph.size() != gallerySize()) {
                throw new IOException(
                        "%s: is a graph of %,d gallery items, but these queries are for %,d. Build it from this gallery"
                                .formatted(graphPath.orElseThrow(), graph.size(), gallerySize()));
            }
            labels = given.hasLabels() ? labels(given) : given.hasFeatures() ? null : labels(folder);
            success = true;
        } finally {
            if (!success) {
                close();
            }
        }
    }

    private Matrix galleryDistances(Path path, Path folder) throws IOException {
        Matrix distances = matrix(path);
        requireSame(distances.rows(), distances.columns(), folder.toString(), "gg_dists must be square, not %d x %d");
        requireSame(
                query.columns(),
                distances.rows(),
                folder.toString(),
                "qg_dists is for %d gallery items, gg_dists for %d");
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

    private static void requireSame(int one, int other, String place, String message) throws IOException {
        if (one != other) {
            throw new IOException(place + ": " + message.formatted(one, other));
        }
    }

    private static EmbeddingSource source(Path path) {
        return new EmbeddingSource(path, Optional.empty());
    }

    /** Opens a file, or returns it if it is open: queries and gallery may be two columns of one file. */
    private EmbeddingFile openFile(Path path) throws IOException {
        for (EmbeddingFile file : files) {
            if (file.path().equals(path)) {
                return file;
            }
        }
        EmbeddingFile file = EmbeddingFiles.open(path);
        files.add(file);
        return file;
    }

    private Matrix matrix(EmbeddingSource source, Side side) throws IOException {
        EmbeddingFile file = openFile(source.path());
        file.remark().filter(remark -> !remarks.contains(remark)).ifPresent(remarks::add);
        return file.matrix(source.column(), side);
    }

    /** Returns distances: the only tensor of a file, whatever its name. */
    private Matrix matrix(Path path) throws IOException {
        TensorEmbeddings file = TensorEmbeddings.open(path);
        files.add(file);
        return file.soleMatrix();
    }

    private @Nullable Labels labels(Path cache) throws IOException {
        Path path = cache.resolve(LABELS);
        if (!Files.exists(path)) {
            return null;
        }
        TensorEmbeddings file = TensorEmbeddings.open(path);
        files.add(file);
        return file.isNone() ? null : known(LabelFiles.both(file), path.toString());
    }

    private @Nullable Labels labels(GivenFiles given) throws IOException {
        if (given.labels().isPresent()) {
            Path path = given.labels().get();
            return known(LabelFiles.both(openFile(path)), path.toString());
        }
        EmbeddingSource query = given.queryLabels().orElseThrow();
        EmbeddingSource gallery = given.galleryLabels().orElseThrow();
        return known(LabelFiles.ofSides(query, gallery), query + " and " + gallery);
    }

    private @Nullable Labels known(Labels read, String source) throws IOException {
        LabelFiles.requireSize(read, query.rows(), gallerySize(), source);
        return read.areKnown() ? read : null;
    }

    /** Reads labels without checking their number. */
    public static Labels labelsOf(GivenFiles given) throws IOException {
        if (given.labels().isEmpty()) {
            return LabelFiles.ofSides(
                    given.queryLabels().orElseThrow(), given.galleryLabels().orElseThrow());
        }
        try (EmbeddingFile file = EmbeddingFiles.open(given.labels().get())) {
            return LabelFiles.both(file);
        }
    }

    /** Returns the folder that was read; empty if the user named files. */
    public Optional<Path> folder() {
        return folder;
    }

    /** Returns the name of the file of queries, for messages. */
    String queryName() {
        return queryName;
    }

    /** Returns the name of the file of the gallery, for messages. */
    String galleryName() {
        return galleryName;
    }

    /** Returns what users should know about how files were read. */
    public List<String> remarks() {
        return List.copyOf(remarks);
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
        return Stream.concat(files.stream().flatMap(file -> file.paths().stream()), graphPath.stream())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        files.forEach(EmbeddingFile::close);
    }
}
