package dev.icfrr.cli.python;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.cli.console.Version;
import dev.icfrr.cli.options.VoteOptions;
import dev.icfrr.cli.tune.TuneReport;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.tuning.Grid;
import dev.icfrr.tuning.GridResult;
import dev.icfrr.tuning.GridSearch;
import dev.icfrr.tuning.QuerySplit;
import dev.icfrr.tuning.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Chooses parameters on half of the queries and tests them on the other half, as {@code icfrr tune} does. */
final class TuneOperation implements Operation {

    @Override
    public Object run(Request request, ProgressListener progress) throws IOException {
        Optional<Matrix> features = request.optionalMatrix("gallery");
        Optional<Matrix> distances = request.optionalMatrix("gg");
        DistanceSource queries = request.has("qg")
                ? DistanceSource.stored(request.matrix("qg"))
                : DistanceSource.between(request.matrix("queries"), features.orElseThrow());
        Labels labels = request.labels();
        int most = request.whole("most_queries", 0);
        QuerySplit split = QuerySplit.of(labels, most == 0 ? Integer.MAX_VALUE : most, request.large("seed", 1));
        Parallelism parallelism = request.parallelism();
        Inputs inputs = new Inputs(features, distances, queries, parallelism, progress);
        GridResult result =
                search(inputs, grid(request, inputs), labels, Measure.parse(request.text("metric", "mAP@all")), split);
        TuneReport report = new TuneReport(
                result,
                new PairedTest.Randomization(PairedTest.Randomization.DEFAULT_PERMUTATIONS, request.large("seed", 1)),
                "icfrr rerank",
                Map.of("icfrr", Version.text()));
        return Map.of("result", JsonMapper.shared().readTree(report.json()), "table", report.table());
    }

    private record Inputs(
            Optional<Matrix> features,
            Optional<Matrix> distances,
            DistanceSource queries,
            Parallelism parallelism,
            ProgressListener progress) {
        GallerySearch search(SelfMatch selfMatch) {
            return new GallerySearch(features, distances, selfMatch, parallelism, progress);
        }
    }

    private static Grid grid(Request request, Inputs inputs) {
        List<VoteOptions.Kind> votes = request.texts("votes").stream()
                .map(text -> Request.choice("vote", text, VoteOptions.Kind.class))
                .toList();
        List<UpdateRule> updates = request.texts("update").stream()
                .map(text -> Request.choice("update", text, UpdateRule.class))
                .toList();
        List<Double> beta = request.numbers("beta");
        int iterations = request.whole("n_times", IcfrrParameters.DEFAULT_ITERATIONS);
        List<Setting> multiscale =
                votes.contains(VoteOptions.Kind.MULTISCALE) ? multiscale(request, inputs, updates, beta) : List.of();
        if (!votes.contains(VoteOptions.Kind.FLAT)) {
            return new Grid(List.of(), List.of(), beta, updates, iterations, multiscale);
        }
        List<Integer> scale = Grid.scale(inputs.queries.gallerySize());
        List<Integer> kg = request.wholes("KG");
        List<Integer> kq = request.wholes("KQ");
        return new Grid(kg.isEmpty() ? scale : kg, kq.isEmpty() ? scale : kq, beta, updates, iterations, multiscale);
    }

    private static List<Setting> multiscale(
            Request request, Inputs inputs, List<UpdateRule> updates, List<Double> beta) {
        GalleryNeighbors neighbors = GalleryNeighbors.of(inputs.search(SelfMatch.INDEX));
        List<Integer> ks = request.wholes("k");
        List<Setting> settings = new ArrayList<>();
        for (UpdateRule update : updates) {
            for (int k : ks.isEmpty() ? List.of(ParameterRequest.AUTO) : ks) {
                for (String order : request.texts("lists")) {
                    for (double b : beta) {
                        IcfrrParameters method = IcfrrParameters.DEFAULTS
                                .withBeta(b)
                                .withBetaScale(VoteOptions.Kind.MULTISCALE.betaScale())
                                .withUpdate(update);
                        ParameterRequest resolved = ParameterSelection.resolve(
                                        ParameterRequest.multiscale(
                                                k, Request.choice("lists", order, ListOrder.class), method),
                                        neighbors,
                                        inputs.queries,
                                        GuardMode.OFF,
                                        inputs.parallelism)
                                .parameters();
                        settings.add(new Setting(resolved.kg(), resolved.lists(), resolved.method()));
                    }
                }
            }
        }
        return settings;
    }

    private static GridResult search(Inputs inputs, Grid grid, Labels labels, Measure measure, QuerySplit split) {
        GridSearch search =
                GridSearch.of(grid, selfMatch -> GalleryNeighbors.of(inputs.search(selfMatch)), labels, measure, split);
        int queries = split.choosing().length + split.heldOut().length;
        ProgressMeter meter = new ProgressMeter(inputs.progress, "settings", queries);
        return search.run(inputs.queries, inputs.parallelism, () -> meter.add(1));
    }
}
