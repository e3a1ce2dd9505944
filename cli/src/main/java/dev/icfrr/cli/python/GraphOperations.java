package dev.icfrr.cli.python;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.input.NeighborMemory;
import dev.icfrr.knn.ApproximateKnn;
import dev.icfrr.knn.FoundNeighbors;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.KnnMemory;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Calls about neighbor lists of galleries. A graph has a handle, or is a file. */
final class GraphOperations {
    private final Handles handles;

    GraphOperations(Handles handles) {
        this.handles = handles;
    }

    /** Returns the graph of a request, if it names one. */
    Optional<KnnGraph> graph(Request request) throws IOException {
        if (!request.has("graph")) {
            return Optional.empty();
        }
        JsonNode node = request.node("graph");
        return Optional.of(
                node.has("file")
                        ? KnnGraph.open(Path.of(node.path("file").asString()))
                        : handles.get(node.path("handle").longValue(), KnnGraph.class));
    }

    /** Builds a graph from {@code features} or {@code distances}. */
    Object build(Request request, ProgressListener progress) throws IOException {
        int k = KnnGraph.requireKg(request.whole("k", 0));
        SelfMatch selfMatch = request.choice("self_match", SelfMatch.INDEX);
        ListOrder order = request.choice("lists", ListOrder.PLAIN);
        Parallelism parallelism = request.parallelism();
        Optional<Matrix> features = request.optionalMatrix("features");
        Optional<Matrix> distances = request.optionalMatrix("distances");
        GallerySearch search = new GallerySearch(features, distances, selfMatch, parallelism, progress);
        int length = order == ListOrder.SCALED ? LocalScaling.plainLength(k) : k;
        NeighborMemory.require(features.map(
                        matrix -> KnnMemory.of(matrix.rows(), matrix.columns(), length, request.has("recall")))
                .orElseGet(() -> KnnMemory.ofDistances(distances.orElseThrow().rows(), length, parallelism.threads())));
        Optional<ApproximateKnn> approximate = Optional.empty();
        if (request.has("recall")) {
            Matrix matrix = features.orElseThrow(() -> new IllegalArgumentException(
                    "recall is for features: the neighbors of stored distances are always exact"));
            approximate = Optional.of(new KnnGraphBuilder(length, selfMatch, parallelism, progress)
                    .approximate(matrix, request.number("recall", 1), request.large("seed", 1)));
        }
        KnnGraph graph;
        if (order == ListOrder.SCALED) {
            FoundNeighbors found = approximate
                    .map(nearly -> FoundNeighbors.of(nearly.graph(), search))
                    .orElseGet(() -> search.find(length));
            graph = found.scaled(k);
        } else {
            graph = approximate.map(ApproximateKnn::graph).orElseGet(() -> search.plain(k));
        }
        Map<String, Object> result = described(graph, request);
        approximate.ifPresent(found -> result.put("recall", found.recall()));
        return result;
    }

    /** Opens a saved graph. */
    Object open(Request request, ProgressListener unused) throws IOException {
        Path path = Path.of(request.text("path", ""));
        if (request.flag("verify")) {
            KnnGraph.verify(path);
        }
        return described(KnnGraph.open(path), request);
    }

    /** Describes a graph and keeps it: under a handle, or in the file {@code keep_in}. */
    private Map<String, Object> described(KnnGraph graph, Request request) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("size", graph.size());
        map.put("k", graph.kg());
        map.put("neighbors_per_item", graph.neighborsPerItem());
        map.put("self_match", graph.selfMatch().label());
        map.put("lists", graph.order().label());
        map.put("provenance", graph.provenance());
        if (request.has("keep_in")) {
            graph.save(Path.of(request.text("keep_in", "")));
        } else if (!request.flag("describe_only")) {
            map.put("handle", handles.add(graph));
        }
        return map;
    }

    /** Writes a graph to the file {@code path}. */
    Object save(Request request, ProgressListener unused) throws IOException {
        graph(request)
                .orElseThrow()
                .withProvenance(request.text("provenance", ""))
                .save(Path.of(request.text("path", "")));
        return "";
    }

    /** Copies the lists of {@code items}, or of all items, into the int32 array {@code lists}. */
    Object neighbors(Request request, ProgressListener unused) throws IOException {
        KnnGraph graph = graph(request).orElseThrow();
        NativeArray lists = request.output("lists");
        int k = lists.size(1);
        long[] items = request.has("items") ? request.array("items").tensor().toLongArray() : null;
        int[] list = new int[Math.max(k, graph.neighborsPerItem())];
        for (int row = 0; row < lists.size(0); row++) {
            int item = items == null ? row : Math.toIntExact(items[row]);
            graph.lists().copyRow(Objects.checkIndex(item, graph.size()), list, k);
            MemorySegment.copy(list, 0, lists.data(), ValueLayout.JAVA_INT, (long) row * k * Integer.BYTES, k);
        }
        return "";
    }

    /**
     * Returns the lists to re-rank with: those of a graph, or lists that are found when they are needed.
     *
     * @throws IllegalArgumentException if the graph does not fit the parameters or the gallery
     */
    static GalleryNeighbors neighbors(
            Optional<KnnGraph> graph, ParameterRequest parameters, int gallerySize, GallerySearch search) {
        if (graph.isEmpty()) {
            return GalleryNeighbors.of(search);
        }
        KnnGraph saved = graph.get();
        if (saved.size() != gallerySize) {
            throw new IllegalArgumentException("the graph has %,d gallery items, but the queries are for %,d"
                    .formatted(saved.size(), gallerySize));
        }
        if (saved.selfMatch() != parameters.selfMatch()) {
            throw new IllegalArgumentException(
                    "the graph was built with self_match='%s', and %s needs self_match='%s': build it so"
                            .formatted(
                                    saved.selfMatch().label(),
                                    parameters.isMultiscale()
                                            ? "vote='multiscale'"
                                            : "update='"
                                                    + parameters
                                                            .method()
                                                            .update()
                                                            .label() + "'",
                                    parameters.selfMatch().label()));
        }
        if (saved.order() == ListOrder.SCALED && parameters.lists() == ListOrder.SCALED) {
            boolean chosen = parameters.isMultiscale() && parameters.kg() == ParameterRequest.AUTO;
            if (!chosen && parameters.kg() != saved.kg()) {
                throw new IllegalArgumentException("the graph has lists that were scaled for k=" + saved.kg()
                        + ". Scaled lists of another k differ: use the same k, or build the graph with lists='plain'");
            }
        }
        return GalleryNeighbors.saved(saved, search);
    }
}
