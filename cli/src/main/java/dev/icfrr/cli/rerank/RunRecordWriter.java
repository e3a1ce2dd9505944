package dev.icfrr.cli.rerank;

import dev.icfrr.advice.Advice;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.cli.console.Version;
import dev.icfrr.cli.input.FileFingerprint;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.distance.DistanceKernels;
import dev.icfrr.io.AtomicFile;
import dev.icfrr.metrics.Measure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes the results of a run other than rankings: metrics, provenance, plot, contact sheets and report. */
public final class RunRecordWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RunResult result;
    private final RunImages images;

    RunRecordWriter(RunResult result, RunImages images) {
        this.result = result;
        this.images = images;
    }

    void write() throws IOException {
        Path folder = result.options().folders().results();
        write(folder.resolve("metrics.json"), metricsJson(result));
        List<FileFingerprint> inputs = new ArrayList<>();
        for (Path path : result.input().paths()) {
            inputs.add(FileFingerprint.of(path));
        }
        Map<String, Object> provenance = provenance();
        Map<String, Object> run = new LinkedHashMap<>(provenance);
        run.put("parameters", parameters(result.options()));
        result.advice().ifPresent(advice -> run.put("chosen", chosen(advice)));
        result.multiscale().ifPresent(advice -> run.put("chosen", chosen(advice)));
        if (result.guard().isPresent()) {
            GuardReport guard = result.guard().get();
            run.put("guard", guard.toMap());
            write(
                    folder.resolve("guard.csv"),
                    guard.csv(
                                    result.metrics(),
                                    result.options().parameters().method().iterations())
                            .stripTrailing());
        }
        run.put("inputs", inputs.stream().map(FileFingerprint::toMap).toList());
        write(folder.resolve("run.json"), json(run));
        new RunVisuals(result, images).write(folder, provenance, inputs);
    }

    /** Returns the file of the report. */
    public static Path report(RerankOptions options) {
        return options.folders().results().resolve("report.html");
    }

    /** {@code metrics.json}: parameters and the metrics of every iteration. */
    public static String metricsJson(RunResult result) {
        List<Map<String, Object>> iterations = new ArrayList<>();
        result.metrics().ifPresent(metrics -> {
            for (int iteration = 0; iteration <= metrics.iterations(); iteration++) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("iteration", iteration);
                for (Measure metric : metrics.measures()) {
                    row.put(metric.label(), metrics.mean(metric, iteration));
                }
                iterations.add(row);
            }
        });
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("parameters", parameters(result.options()));
        all.put("iterations", iterations);
        return json(all);
    }

    static Map<String, Object> parameters(RerankOptions options) {
        ParameterRequest parameters = options.parameters();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("dataset", options.folders().dataset());
        map.put("per_class", options.folders().perClass());
        map.put("vote", parameters.method().vote().label());
        if (parameters.isMultiscale()) {
            map.put("K", parameters.kq());
            map.put("scale_weights", parameters.method().vote().weights());
        } else {
            map.put("KG", parameters.kg());
            map.put("KQ", parameters.kq());
        }
        map.put("lists", parameters.lists().label());
        map.put("center", options.features().center().label());
        map.put("normalize", options.features().normalize());
        map.put("beta", parameters.method().beta());
        map.put("beta_scale", parameters.method().betaScale().label());
        map.put("n_times", parameters.method().iterations());
        map.put("update", parameters.method().update().label());
        map.put("stop_when_stable", parameters.method().stopWhenStable());
        return map;
    }

    /** What the choice of KG and KQ went by. */
    private static Map<String, Object> chosen(Advice advice) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("KG", advice.kg());
        map.put("KQ", advice.kq());
        map.putAll(measured(advice.scales()));
        return map;
    }

    /** What the choice of K went by. */
    private static Map<String, Object> chosen(MultiscaleAdvice advice) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("K", advice.k());
        map.put("scale_weights", advice.weights());
        map.putAll(measured(advice.scales()));
        return map;
    }

    private static Map<String, Object> measured(List<Advice.Scale> scales) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("queries looked at, at most", InitialRankings.MOST);
        map.put("seed", ParameterSelection.SEED);
        map.put(
                "scales",
                scales.stream()
                        .map(scale -> Map.of("K", scale.k(), "agreement", scale.agreement(), "score", scale.score()))
                        .toList());
        return map;
    }

    private Map<String, Object> provenance() {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("icfrr", Version.text());
        run.put("java", Runtime.version().toString());
        run.put("kernel", kernel());
        run.put("threads", result.options().parallelism().threads());
        run.put("queries", result.input().queries());
        run.put("gallery items", result.input().gallerySize());
        run.put("labels", result.input().labels().isPresent() ? "known" : "unknown");
        result.advice().ifPresent(advice -> run.put("KG and KQ chosen by", advice.reason()));
        result.multiscale().ifPresent(advice -> run.put("K chosen by", advice.reason()));
        result.guard().ifPresent(guard -> run.put("guard said", guard.summary()));
        run.put("seconds for neighbors", rounded(result.graphSeconds()));
        run.put("seconds for re-ranking", rounded(result.rerankSeconds()));
        return run;
    }

    private String kernel() {
        RerankInput input = result.input();
        int columns = input.isFromFeatures() ? input.gallery().columns() : 10;
        return DistanceKernels.nameFor(input.gallerySize(), columns);
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }

    private static String json(Map<String, Object> map) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(map);
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write((text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8)));
    }
}
