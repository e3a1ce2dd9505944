package dev.icfrr.cli.python;

import dev.icfrr.baselines.Gallery;
import dev.icfrr.baselines.Methods;
import dev.icfrr.baselines.Queries;
import dev.icfrr.baselines.QueryScorer;
import dev.icfrr.baselines.RerankMethod;
import dev.icfrr.cli.compare.Comparison;
import dev.icfrr.cli.compare.ComparisonRow;
import dev.icfrr.cli.compare.MethodRun;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Measure;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls about the methods of the literature. */
final class MethodOperations {
    private MethodOperations() {}

    /** Describes all methods. */
    static Object all() {
        return Methods.all();
    }

    private static @Nullable Matrix matrix(Request request, String name) throws IOException {
        return request.has(name) ? request.matrix(name) : null;
    }

    private static Gallery gallery(Request request) throws IOException {
        Matrix features = matrix(request, "gallery");
        Matrix distances = matrix(request, "gg");
        if (features != null) {
            return new Gallery(features.rows(), features, distances);
        }
        return new Gallery(
                distances != null ? distances.rows() : request.matrix("qg").columns(), null, distances);
    }

    private static Queries queries(Request request) throws IOException {
        Matrix features = matrix(request, "queries");
        Matrix distances = matrix(request, "qg");
        int count = features != null ? features.rows() : distances != null ? distances.rows() : 0;
        return new Queries(count, features, distances, matrix(request, "qq"));
    }

    /** Scores the gallery by one method into the float64 array {@code scores} [Q, G]; larger is better. */
    static Object rank(Request request, ProgressListener progress) throws IOException {
        RerankMethod method = Methods.parse(request.text("method", ""));
        Parallelism parallelism = request.parallelism();
        NativeArray scores = request.output("scores");
        ProgressMeter meter = new ProgressMeter(progress, "scores", scores.size(0));
        QueryScorer scorer = method.prepare(gallery(request), parallelism).scorer(queries(request), parallelism);
        scorer.scoreAll(
                (query, row) -> {
                    MemorySegment.copy(
                            row,
                            0,
                            scores.data(),
                            ValueLayout.JAVA_DOUBLE_UNALIGNED,
                            (long) query * row.length * Double.BYTES,
                            row.length);
                    meter.add(1);
                },
                parallelism);
        return Map.of("method", method.name());
    }

    /** Measures several methods and tests them against the first. */
    static Object compare(Request request, ProgressListener progress) throws IOException {
        List<RerankMethod> methods =
                request.texts("methods").stream().map(Methods::parse).toList();
        List<Measure> measures =
                request.texts("metrics").stream().map(Measure::parse).toList();
        MethodRun run =
                new MethodRun(queries(request), gallery(request), request.labels(), measures, request.parallelism());
        List<ComparisonRow> rows = new ArrayList<>();
        for (RerankMethod method : methods) {
            progress.onProgress(method.name(), rows.size(), methods.size());
            rows.add(run.run(method));
        }
        return EvaluateOperation.report(Comparison.of(rows, List.of(0), EvaluateOperation.test(request)));
    }
}
