package dev.icfrr.cli.python;

import dev.icfrr.advice.Advice;
import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.cli.input.FeaturePreparation;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import dev.icfrr.rerank.Reranker;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;

/**
 * Re-ranks all queries into the int64 array {@code orders} [iterations, Q, top]. Reads {@code qg} and {@code gg}, or
 * {@code queries} and {@code gallery} (features). Saved neighbor lists replace {@code gg}.
 */
record RerankOperation(GraphOperations graphs) implements Operation {

    @Override
    public Object run(Request request, ProgressListener progress) throws IOException {
        ParameterRequest parameters = MethodParameters.of(request);
        Parallelism parallelism = request.parallelism();
        Optional<Matrix> features = Optional.empty();
        DistanceSource distances;
        if (request.has("qg")) {
            distances = DistanceSource.stored(request.matrix("qg"));
        } else {
            FeaturePreparation preparation = new FeaturePreparation(
                    request.flag("normalize"), request.choice("center", FeaturePreparation.Center.NONE));
            Matrix queries = request.matrix("queries");
            Matrix gallery = request.matrix("gallery");
            features = Optional.of(preparation.gallery(gallery));
            distances = DistanceSource.between(preparation.queries(queries, gallery), features.get());
        }
        GallerySearch search = new GallerySearch(
                features, request.optionalMatrix("gg"), parameters.selfMatch(), parallelism, progress);
        GalleryNeighbors neighbors =
                GraphOperations.neighbors(graphs.graph(request), parameters, distances.gallerySize(), search);
        GuardMode guard = request.choice("guard", GuardMode.OFF);
        ParameterSelection chosen = ParameterSelection.resolve(parameters, neighbors, distances, guard, parallelism);
        rerank(chosen, distances, request, progress);
        Map<String, Object> result = MethodParameters.map(chosen.parameters());
        chosen.multiscale().map(MultiscaleAdvice::reason).ifPresent(reason -> result.put("reason", reason));
        chosen.advice().map(Advice::reason).ifPresent(reason -> result.put("reason", reason));
        chosen.predictor().ifPresent(predictor -> result.put("dataset_harm", predictor.datasetScore()));
        return result;
    }

    private static void rerank(
            ParameterSelection chosen, DistanceSource distances, Request request, ProgressListener progress)
            throws IOException {
        NativeArray orders = request.output("orders");
        Optional<NativeArray> harm = request.has("harm") ? Optional.of(request.output("harm")) : Optional.empty();
        int last = chosen.parameters().method().iterations();
        OrderWriter writer = new OrderWriter(orders, last + 1 - orders.size(0));
        ProgressMeter meter = new ProgressMeter(progress, "re-ranks", distances.queries());
        Reranker reranker = chosen.reranker((query, score) ->
                harm.ifPresent(scores -> scores.data().setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, query, score)));
        reranker.rerankAll(
                distances,
                (query, iteration, order) -> {
                    writer.accept(query, iteration, order);
                    if (iteration == last) {
                        meter.add(1);
                    }
                },
                request.parallelism());
    }
}
