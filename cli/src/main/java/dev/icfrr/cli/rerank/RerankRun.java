package dev.icfrr.cli.rerank;

import dev.icfrr.Icfrr;
import dev.icfrr.KnnGraph;
import dev.icfrr.Parallelism;
import dev.icfrr.RerankSink;
import dev.icfrr.SelfMatch;
import dev.icfrr.cli.rerank.RerankOptions.Parameters;
import dev.icfrr.io.Names;
import dev.icfrr.metrics.MetricsSink;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run of the main job: neighbors, then every query through the re-ranker into the sinks, then the records. */
public final class RerankRun {
    private final RerankOptions options;
    private final RerankInput input;
    private final RunLog log;

    /** Prepares a run; nothing is read or written before {@link #run()}. */
    public RerankRun(RerankOptions options, RerankInput input, RunLog log) {
        this.options = options;
        this.input = input;
        this.log = log;
    }

    /**
     * Does everything and returns what was measured.
     *
     * @throws IOException if something cannot be read or written; final names then hold what they held before
     */
    public RunResult run() throws IOException {
        RunPictures pictures = RunPictures.open(options, input);
        Footprint footprint = Footprint.of(options, input);
        describe(footprint);
        footprint.require(options.resultsFolder());
        Files.createDirectories(options.resultsFolder());

        Parameters parameters = options.parameters();
        Optional<MetricsSink> metrics = input.labels().map(labels -> new MetricsSink(labels, parameters.iterations()));
        TopOrders tops = new TopOrders(options.sheetQueries(), options.sheetPictures(), parameters.iterations());
        long start = System.nanoTime();
        KnnGraph graph = graph(input, options.parameters(), options.parallelism());
        double graphSeconds = secondsSince(start);
        start = System.nanoTime();
        try (RankFiles rankFiles = new RankFiles(options, input.queries(), input.gallerySize())) {
            List<RerankSink> sinks = new ArrayList<>(List.of(rankFiles, tops));
            metrics.ifPresent(sinks::add);
            rerank(graph, sinks);
            rankFiles.commit();
        }
        double rerankSeconds = secondsSince(start);
        RunResult result = new RunResult(
                options,
                input,
                metrics.map(MetricsSink::means).orElse(List.of()),
                metrics,
                tops,
                graphSeconds,
                rerankSeconds);
        new RunRecords(result, pictures).write();
        return result;
    }

    private void describe(Footprint footprint) {
        input.paths()
                .forEach(path -> log.say(
                        "reads   " + path + " (" + Bytes.text(path.toFile().length()) + ")"));
        log.say("sizes   %,d queries x %,d gallery items%s"
                .formatted(
                        input.queries(),
                        input.gallerySize(),
                        input.isFromFeatures()
                                ? ", features of " + input.gallery().columns()
                                : ""));
        input.graph()
                .map(KnnGraph::provenance)
                .filter(note -> !note.isEmpty())
                .ifPresent(note -> log.say("graph   " + Names.quote(note)));
        log.say("takes   about " + Bytes.text(footprint.heap()) + " of Java heap, " + Bytes.text(footprint.offHeap())
                + " for neighbor lists, " + Bytes.text(footprint.disk()) + " of disk for ranks");
        log.say("writes  " + options.resultsFolder());
    }

    /** The neighbor lists of the inputs: saved ones, or found now. */
    static KnnGraph graph(RerankInput input, Parameters parameters, Parallelism parallelism) {
        if (input.graph().isPresent()) {
            return input.graph().get();
        }
        SelfMatch self = SelfMatch.of(parameters.update());
        if (input.isFromFeatures()) {
            try (StagedProgress progress = new StagedProgress()) {
                return KnnGraph.fromFeatures(input.gallery(), parameters.kg(), self, parallelism, progress);
            }
        }
        try (Progress progress = Progress.start("Neighbors", input.gallerySize())) {
            return KnnGraph.fromDistances(
                    new SteppedMatrix(input.gallery(), progress), parameters.kg(), self, parallelism);
        }
    }

    /** The method with the run's parameters. */
    static Icfrr reranker(KnnGraph graph, Parameters parameters) {
        return Icfrr.builder(graph)
                .kq(parameters.kq())
                .beta(parameters.beta())
                .iterations(parameters.iterations())
                .update(parameters.update())
                .stopWhenStable(parameters.stopWhenStable())
                .build();
    }

    private void rerank(KnnGraph graph, List<RerankSink> sinks) {
        Parameters parameters = options.parameters();
        Icfrr icfrr = reranker(graph, parameters);
        try (Progress progress = Progress.start("Re-ranking", input.queries())) {
            RerankSink all = (query, iteration, order) -> {
                for (RerankSink sink : sinks) {
                    sink.accept(query, iteration, order);
                }
                if (iteration == parameters.iterations()) {
                    progress.step();
                }
            };
            if (input.isFromFeatures()) {
                icfrr.rerankAllByFeatures(input.query(), input.gallery(), all, options.parallelism());
            } else {
                icfrr.rerankAll(input.query(), all, options.parallelism());
            }
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
