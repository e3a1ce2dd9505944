package dev.icfrr.cli.rerank;

import dev.icfrr.advice.Advice;
import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.advice.SplitHalfCheck;
import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.input.Neighbors;
import dev.icfrr.cli.input.RankFormat;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.rerank.RerankSink;
import dev.icfrr.rerank.Reranker;
import dev.icfrr.text.PrintableText;
import dev.icfrr.vision.image.Fonts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run of {@code icfrr rerank}: finds neighbors, re-ranks every query into the sinks, and writes the records. */
public final class RerankRun {
    private static final int MOST_PATHS = 8;

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
     * Runs everything and returns the results.
     *
     * @throws IOException if something cannot be read or written. Results of an earlier run then stay as they were
     */
    public RunResult run() throws IOException {
        try (DrawingAhead ahead =
                DrawingAhead.start(options.parallelism(), input.labels().isPresent())) {
            RunImages images = RunImages.open(options, input);
            ResourceEstimate footprint = ResourceEstimate.of(options, input);
            describe(footprint);
            footprint.require(options.folders().results());
            try (ResultsFolder results = new ResultsFolder(options.folders().results())) {
                return run(images, ahead, results);
            }
        }
    }

    private RunResult run(RunImages images, DrawingAhead ahead, ResultsFolder results) throws IOException {
        long start = System.nanoTime();
        ParameterRequest asked = options.parameters();
        ParameterSelection chosen = ParameterSelection.resolve(
                asked,
                Neighbors.of(input, asked.selfMatch(), options.parallelism()),
                input.distances(),
                options.guard(),
                options.parallelism());
        chosen.advice().ifPresent(advice -> say(advice, chosen.parameters()));
        chosen.multiscale().ifPresent(this::say);
        sizeNotes(chosen.parameters());
        double graphSeconds = secondsSince(start);
        RerankOptions used = options.with(chosen.parameters());
        int iterations = chosen.parameters().method().iterations();
        Optional<MeasureSink> metrics =
                input.labels().map(labels -> new MeasureSink(labels, iterations, Measure.reference()));
        TopOrders tops =
                new TopOrders(options.sheets().queries(), options.sheets().images(), iterations);
        double[] numbers = new double[chosen.predictor().isPresent() ? input.queries() : 0];
        start = System.nanoTime();
        List<RerankSink> sinks = new ArrayList<>(List.of(tops, ahead.imagesOf(tops, iterations, images)));
        metrics.ifPresent(sinks::add);
        if (!used.writesRanks(iterations) && results.hasRanks()) {
            log.say("keeps   rank files of an earlier run");
        }
        rerank(chosen, numbers, sinks, used, results.unfinishedRanks());
        results.commit();
        double rerankSeconds = secondsSince(start);
        RunResult result = new RunResult(
                used,
                input,
                chosen.advice(),
                chosen.multiscale(),
                chosen.predictor()
                        .map(guard -> new GuardReport(
                                options.guard(), guard.datasetScore(), numbers, splitHalves(chosen.parameters()))),
                metrics,
                tops,
                graphSeconds,
                rerankSeconds);
        new RunRecordWriter(result, images).write();
        Fonts.problem().ifPresent(why -> log.say("note    no plots, and no text on contact sheets: " + why));
        return result;
    }

    private void say(Advice advice, ParameterRequest parameters) {
        log.say("chooses KG " + parameters.kg() + ", KQ " + parameters.kq());
        log.say("        " + advice.reason());
        if (input.graph().isPresent() && advice.kq() > input.graph().get().kg() / 2) {
            log.say("        the lists of --graph end there: with longer lists a larger KQ might have been chosen");
        }
    }

    /** Checks features by halves if the run reports harm and changes nothing. */
    private Optional<SplitHalfCheck> splitHalves(ParameterRequest parameters) {
        return options.guard() == GuardMode.TELL && input.isFromFeatures()
                ? Optional.of(SplitHalfCheck.of(input.query(), input.gallery(), parameters, options.parallelism()))
                : Optional.empty();
    }

    private void say(MultiscaleAdvice advice) {
        log.say("chooses K " + advice.k());
        log.say("        " + advice.reason());
    }

    /** Reports parameters that are larger than the gallery. */
    private void sizeNotes(ParameterRequest parameters) {
        int size = input.gallerySize();
        List<String> larger = new ArrayList<>();
        if (parameters.isMultiscale()) {
            larger.addAll(parameters.kq() > size ? List.of("K " + parameters.kq()) : List.of());
        } else {
            larger.addAll(parameters.kg() > size - 1 ? List.of("KG " + parameters.kg()) : List.of());
            larger.addAll(parameters.kq() > size ? List.of("KQ " + parameters.kq()) : List.of());
        }
        if (!larger.isEmpty()) {
            log.say("note    " + String.join(" and ", larger) + ": more than the gallery has. Its " + size
                    + (size == 1 ? " item is" : " items are") + " all that can vote and get votes");
        }
    }

    private void describe(ResourceEstimate footprint) {
        List<Path> paths = input.paths();
        paths.stream()
                .limit(MOST_PATHS)
                .forEach(path -> log.say(
                        "reads   " + path + " (" + Bytes.text(path.toFile().length()) + ")"));
        if (paths.size() > MOST_PATHS) {
            log.say("        and " + (paths.size() - MOST_PATHS) + " more files");
        }
        input.remarks().forEach(remark -> log.say("note    " + remark));
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
                .ifPresent(note -> log.say("graph   " + PrintableText.quote(note)));
        if (!options.features().isNone()) {
            log.say("changes features by " + options.features().options());
        }
        input.warning().ifPresent(text -> log.say("note    " + text));
        log.say("takes   about " + Bytes.text(footprint.heap()) + " of Java heap, " + Bytes.text(footprint.offHeap())
                + " for neighbor lists, "
                + (footprint.packed() > 0 ? Bytes.text(footprint.packed()) + " for a packed gallery, " : "")
                + Bytes.text(footprint.disk()) + " of disk for ranks");
        log.say("writes  " + options.folders().results());
    }

    private void rerank(
            ParameterSelection chosen,
            double[] numbers,
            List<RerankSink> sinks,
            RerankOptions used,
            Path unfinishedRanks)
            throws IOException {
        if (used.ranks().format() == RankFormat.PTH) {
            try (RankFiles files = new RankFiles(unfinishedRanks, used, input.queries(), input.gallerySize())) {
                sinks.add(files);
                rerank(chosen, numbers, sinks);
                files.commit();
            }
        } else {
            try (TrecRanks runs = new TrecRanks(unfinishedRanks, used, input)) {
                sinks.add(runs);
                rerank(chosen, numbers, sinks);
            }
        }
    }

    private void rerank(ParameterSelection chosen, double[] numbers, List<RerankSink> sinks) {
        Reranker reranker = chosen.reranker((query, score) -> numbers[query] = score);
        int iterations = chosen.parameters().method().iterations();
        try (Progress progress = Progress.start("Re-ranking", input.queries())) {
            RerankSink all = new SinkList(sinks, iterations, progress::step);
            reranker.rerankAll(input.distances(), all, options.parallelism());
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
