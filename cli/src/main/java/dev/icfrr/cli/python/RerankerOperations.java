package dev.icfrr.cli.python;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import dev.icfrr.rerank.Explainer;
import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.RankedItem;
import dev.icfrr.rerank.RerankTrace;
import dev.icfrr.rerank.RerankTracer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls about a re-ranker of one gallery, whose parameters are chosen without queries. */
final class RerankerOperations {
    private final Handles handles;
    private final GraphOperations graphs;

    RerankerOperations(Handles handles, GraphOperations graphs) {
        this.handles = handles;
        this.graphs = graphs;
    }

    /**
     * Creates a re-ranker of a {@code graph}, and of {@code features} or {@code distances} where lists need scaling.
     */
    Object open(Request request, ProgressListener progress) throws IOException {
        ParameterSelection chosen = choose(request, progress);
        Map<String, Object> result = MethodParameters.map(chosen.parameters());
        chosen.multiscale().ifPresent(advice -> result.put("reason", advice.reason()));
        chosen.advice().ifPresent(advice -> result.put("reason", advice.reason()));
        if (!request.flag("describe_only")) {
            result.put(
                    "handle",
                    handles.add(new Icfrr(chosen.graph(), chosen.parameters().method())));
        }
        return result;
    }

    private ParameterSelection choose(Request request, ProgressListener progress) throws IOException {
        ParameterRequest parameters = MethodParameters.of(request);
        KnnGraph graph = graphs.graph(request).orElseThrow();
        GallerySearch search = new GallerySearch(
                request.optionalMatrix("features"),
                request.optionalMatrix("distances"),
                parameters.selfMatch(),
                request.parallelism(),
                progress);
        GalleryNeighbors neighbors = GraphOperations.neighbors(Optional.of(graph), parameters, graph.size(), search);
        return ParameterSelection.ofGallery(parameters, neighbors, graph.size(), request.parallelism());
    }

    private Icfrr reranker(Request request, ProgressListener progress) throws IOException {
        if (request.has("reranker")) {
            return handles.get(request.large("reranker", 0), Icfrr.class);
        }
        ParameterSelection chosen = choose(request, progress);
        return new Icfrr(chosen.graph(), chosen.parameters().method());
    }

    private static DistanceSource queries(Request request) throws IOException {
        return request.has("qg")
                ? DistanceSource.stored(request.matrix("qg"))
                : DistanceSource.between(request.matrix("queries"), request.matrix("features"));
    }

    /**
     * Re-ranks queries into {@code items} (int64) and {@code scores} (float64), both [Q, top]: the whole gallery, or
     * {@code candidates} (int64 [Q, M], -1 for none) with their distances {@code candidate_distances}.
     */
    Object rank(Request request, ProgressListener progress) throws IOException {
        Icfrr icfrr = reranker(request, progress);
        NativeArray items = request.output("items");
        NativeArray scores = request.output("scores");
        int top = Math.max(1, items.size(1));
        RerankTracer tracer = new RerankTracer(icfrr);
        ProgressMeter meter = new ProgressMeter(progress, "re-ranks", items.size(0));
        if (request.has("candidates")) {
            candidates(request, (query, candidates, distances) -> {
                write(tracer.traceCandidates(candidates, distances, top), query, items, scores);
                meter.add(1);
            });
            return "";
        }
        DistanceSource queries = queries(request);
        requireSize(queries, icfrr);
        queries.forEachRow(request.parallelism(), () -> (query, distances) -> {
            write(tracer.trace(distances, top), query, items, scores);
            meter.add(1);
        });
        return "";
    }

    private static void requireSize(DistanceSource queries, Icfrr icfrr) {
        if (queries.gallerySize() != icfrr.gallerySize()) {
            throw new IllegalArgumentException("the queries are for " + queries.gallerySize()
                    + " gallery items, but the gallery has " + icfrr.gallerySize());
        }
    }

    /** Receives the candidates of one query. */
    private interface CandidateSink {
        void accept(int query, int[] candidates, double[] distances);
    }

    private static void candidates(Request request, CandidateSink sink) throws IOException {
        NativeArray lists = request.array("candidates");
        Matrix distances = request.matrix("candidate_distances");
        int length = lists.size(1);
        Parallelism parallelism = request.parallelism();
        parallelism.forEachRow(lists.size(0), () -> {
            double[] row = new double[length];
            int[] items = new int[length];
            double[] known = new double[length];
            return query -> {
                distances.copyRow(query, row);
                int count = 0;
                for (int i = 0; i < length; i++) {
                    long item = lists.data().getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, (long) query * length + i);
                    if (item >= 0) {
                        items[count] = Math.toIntExact(item);
                        known[count++] = row[i];
                    }
                }
                sink.accept(query, java.util.Arrays.copyOf(items, count), java.util.Arrays.copyOf(known, count));
            };
        });
    }

    private static void write(RerankTrace trace, int query, NativeArray items, NativeArray scores) {
        int top = items.size(1);
        List<RankedItem> last = trace.iterations().isEmpty() ? List.of() : trace.last();
        for (int rank = 0; rank < top; rank++) {
            boolean there = rank < last.size();
            long at = (long) query * top + rank;
            items.data()
                    .setAtIndex(
                            ValueLayout.JAVA_LONG_UNALIGNED,
                            at,
                            there ? last.get(rank).item() : -1);
            scores.data()
                    .setAtIndex(
                            ValueLayout.JAVA_DOUBLE_UNALIGNED,
                            at,
                            there ? last.get(rank).score() : Double.NEGATIVE_INFINITY);
        }
    }

    /** Explains the ranks of {@code explain} (gallery indices) for the only query of the request. */
    Object explain(Request request, ProgressListener progress) throws IOException {
        Icfrr icfrr = reranker(request, progress);
        int[] items =
                request.wholes("explain").stream().mapToInt(Integer::intValue).toArray();
        Explainer explainer = new Explainer(icfrr);
        List<Explanation> explanations = new ArrayList<>();
        if (request.has("candidates")) {
            candidates(
                    request,
                    (_, candidates, distances) ->
                            explanations.addAll(explainer.explainCandidates(candidates, distances, items)));
        } else {
            DistanceSource queries = queries(request);
            requireSize(queries, icfrr);
            queries.forEachRow(
                    new Parallelism(1),
                    () -> (_, distances) -> explanations.addAll(explainer.explain(distances, items)));
        }
        return explanations.stream().map(RerankerOperations::map).toList();
    }

    private static Map<String, Object> map(Explanation explanation) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("item", explanation.item());
        map.put(
                "steps",
                explanation.steps().stream().map(RerankerOperations::map).toList());
        return map;
    }

    private static Map<String, Object> map(Explanation.Step step) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("iteration", step.iteration());
        map.put("rank", step.ranked().rank());
        map.put("score", step.ranked().score());
        map.put("base", step.base());
        map.put("bonus", step.ranked().bonus());
        map.put("beta", step.beta());
        map.put("voters", step.voters());
        map.put(
                "votes",
                step.votes().stream()
                        .map(vote -> List.of(vote.voter(), vote.position(), vote.rank(), vote.share()))
                        .toList());
        return map;
    }
}
