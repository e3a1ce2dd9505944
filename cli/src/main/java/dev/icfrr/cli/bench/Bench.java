package dev.icfrr.cli.bench;

import dev.icfrr.cli.bench.BenchSettings.Source;
import dev.icfrr.cli.bench.OneQuery.Latency;
import dev.icfrr.cli.bench.SyntheticFeatures.Generated;
import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.console.StagedProgress;
import dev.icfrr.cli.input.NeighborMemory;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.ApproximateKnn;
import dev.icfrr.knn.FoundNeighbors;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.KnnMemory;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.rerank.Icfrr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** One benchmark: generates or maps the inputs, times the stages several times, then times single queries. */
public final class Bench {
    /** Length of a first result page. */
    private static final int FIRST = 100;

    private final BenchSettings settings;
    private final RunLog log;
    private final Times times = new Times();
    private final Map<String, Map<String, Long>> memory = new LinkedHashMap<>();
    private String neighbors = "exact";
    private List<Double> meanAveragePrecision = List.of();

    /** Prepares a benchmark; nothing is written before {@link #run()}. */
    public Bench(BenchSettings settings, RunLog log) {
        this.settings = settings;
        this.log = log;
    }

    /**
     * Runs the benchmark. Returns nothing if the inputs were only written.
     *
     * @throws IOException if memory or disk are too small, or inputs cannot be written or read
     */
    public Optional<BenchResult> run() throws IOException {
        BenchInputs inputs = settings.inputs();
        log.say("inputs  %s: %,d queries x %,d gallery items, %,d dimensions, %,d classes, seed %d"
                .formatted(
                        inputs.name(),
                        inputs.queries(),
                        inputs.gallery(),
                        inputs.dimensions(),
                        inputs.classes(),
                        inputs.seed()));
        KnnMemory needed = needed();
        if (settings.repeat() > 0) {
            log.say("takes   about " + Bytes.text(needed.heap()) + " of Java heap, " + Bytes.text(needed.lists())
                    + " for neighbor lists");
            NeighborMemory.require(needed);
        }
        if (settings.folder().isPresent()) {
            return withFiles(settings.folder().get(), settings.writesDistances());
        }
        if (settings.source() == Source.FEATURES) {
            Generated generated = generate();
            return Optional.of(measure(generated.queryMatrix(), generated.galleryMatrix(), generated.labels()));
        }
        Path temporary = Files.createTempDirectory("icfrr-bench");
        try {
            return withFiles(temporary, true);
        } finally {
            new InputFiles(inputs, temporary).delete();
            Files.delete(temporary);
        }
    }

    private KnnMemory needed() {
        BenchInputs inputs = settings.inputs();
        int kg = settings.parameters().plainLength();
        return settings.source() == Source.FEATURES
                ? KnnMemory.of(
                        inputs.gallery(),
                        inputs.dimensions(),
                        kg,
                        settings.parameters().recall().isPresent())
                : KnnMemory.ofDistances(
                        inputs.gallery(), kg, settings.parallelism().threads());
    }

    private Generated generate() throws IOException {
        Generated[] generated = new Generated[1];
        times.time(
                "generate", () -> generated[0] = SyntheticFeatures.generate(settings.inputs(), settings.parallelism()));
        return generated[0];
    }

    private Optional<BenchResult> withFiles(Path root, boolean withDistances) throws IOException {
        try (InputFiles files = new InputFiles(settings.inputs(), root)) {
            if (files.areThere(withDistances)) {
                log.say("reads   " + files.folder() + ", as written before");
            } else {
                log.say("writes  " + files.folder());
                times.time("write", () -> files.write(withDistances, settings.parallelism()));
            }
            if (settings.repeat() == 0) {
                return Optional.empty();
            }
            boolean features = settings.source() == Source.FEATURES;
            Matrix queries = files.open(features ? "query_features.npy" : "qg_dists.pth");
            Matrix gallery = files.open(features ? "gallery_features.npy" : "gg_dists.pth");
            return Optional.of(measure(queries, gallery, SyntheticFeatures.labels(settings.inputs())));
        }
    }

    private BenchResult measure(Matrix queries, Matrix gallery, Labels labels) throws IOException {
        DistanceSource distances = settings.source() == Source.FEATURES
                ? DistanceSource.between(queries, gallery)
                : DistanceSource.stored(queries);
        long packed = Icfrr.canRankByBounds(settings.parameters().method())
                ? distances.packedBytes(settings.parallelism())
                : 0;
        if (packed > 0) {
            log.say("keeps   a packed gallery of " + Bytes.text(packed) + " beside the heap while it ranks");
        }
        Map<String, Latency> latencies = new LinkedHashMap<>();
        try (ResidentMemory resident = new ResidentMemory()) {
            Icfrr icfrr = null;
            for (int round = 1; round <= settings.repeat(); round++) {
                icfrr = round(distances, gallery, labels, resident);
                log.say(String.format(
                        Locale.ROOT,
                        "round   %d of %d: neighbors %.2f s, all queries %.2f s",
                        round,
                        settings.repeat(),
                        times.of(BenchResult.NEIGHBORS).getLast(),
                        times.of(BenchResult.QUERIES).getLast()));
            }
            if (icfrr != null) {
                OneQuery one = new OneQuery(distances);
                latencies.put("one query, whole gallery", one.whole(icfrr));
                latencies.put("one query, its first " + FIRST, one.first(icfrr, FIRST));
                int candidates = settings.parameters().candidates();
                if (candidates > 0) {
                    latencies.put("one query, %,d candidates".formatted(candidates), one.candidates(icfrr, candidates));
                }
            }
        }
        return new BenchResult(
                settings,
                Machine.provenance(settings.parallelism().threads()),
                neighbors,
                times,
                memory,
                latencies,
                meanAveragePrecision);
    }

    private Icfrr round(DistanceSource distances, Matrix gallery, Labels labels, ResidentMemory resident)
            throws IOException {
        BenchParameters parameters = settings.parameters();
        KnnGraph graph = parameters.method().vote().isMultiscale()
                ? scaled(gallery, resident)
                : watched(BenchResult.NEIGHBORS, resident, () -> plain(gallery));
        Icfrr icfrr = new Icfrr(graph, parameters.method());
        MeasureSink sink = new MeasureSink(labels, parameters.method().iterations(), Measure.reference());
        QueryPass pass = new QueryPass(icfrr, sink, settings.parallelism());
        watched(BenchResult.QUERIES, resident, () -> {
            pass.run(distances, settings.source() == Source.FEATURES);
        });
        times.add(pass.seconds());
        meanAveragePrecision = sink.means(Measure.MAP_AT_ALL);
        return icfrr;
    }

    private void watched(String stage, ResidentMemory resident, Times.Work work) throws IOException {
        // Garbage of earlier stages must not count towards this peak.
        System.gc();
        resident.reset();
        times.time(stage, work);
        Map<String, Long> most = memory.computeIfAbsent(stage, _ -> new LinkedHashMap<>());
        resident.peaks().forEach((counted, bytes) -> most.merge(counted, bytes, Math::max));
    }

    private <T> T watched(String stage, ResidentMemory resident, Supplier<T> work) throws IOException {
        AtomicReference<T> result = new AtomicReference<>();
        watched(stage, resident, () -> {
            result.set(work.get());
        });
        return Objects.requireNonNull(result.get());
    }

    private KnnGraph scaled(Matrix gallery, ResidentMemory resident) throws IOException {
        FoundNeighbors found = watched(BenchResult.NEIGHBORS, resident, () -> find(gallery));
        return watched(
                BenchResult.SCALED,
                resident,
                () -> found.scaled(settings.parameters().kg()));
    }

    /** Finds what scaled lists are taken from. */
    private FoundNeighbors find(Matrix gallery) {
        if (settings.source() == Source.FEATURES
                && settings.parameters().recall().isEmpty()) {
            try (StagedProgress progress = new StagedProgress()) {
                return builder().withProgress(progress).find(gallery);
            }
        }
        return FoundNeighbors.of(
                plain(gallery),
                (plain, kg) -> settings.source() == Source.DISTANCES
                        ? LocalScaling.ofDistances(plain, gallery, kg, settings.parallelism(), null)
                        : LocalScaling.ofFeatures(plain, gallery, kg, settings.parallelism(), null));
    }

    private KnnGraphBuilder builder() {
        BenchParameters parameters = settings.parameters();
        return new KnnGraphBuilder(
                parameters.plainLength(), parameters.method().selfMatch(), settings.parallelism(), null);
    }

    private KnnGraph plain(Matrix gallery) {
        BenchParameters parameters = settings.parameters();
        KnnGraphBuilder builder = builder();
        if (settings.source() == Source.DISTANCES) {
            return builder.fromDistances(gallery);
        }
        try (StagedProgress progress = new StagedProgress()) {
            if (parameters.recall().isEmpty()) {
                return builder.withProgress(progress).exact(gallery);
            }
            ApproximateKnn found = builder.withProgress(progress)
                    .approximate(
                            gallery,
                            parameters.recall().get(),
                            settings.inputs().seed());
            neighbors = String.format(
                    Locale.ROOT,
                    "approximate, recall %.4f (wanted %s), %.1f %% of all pairs compared",
                    found.recall(),
                    parameters.recall().get(),
                    100 * found.compared());
            return found.graph();
        }
    }
}
