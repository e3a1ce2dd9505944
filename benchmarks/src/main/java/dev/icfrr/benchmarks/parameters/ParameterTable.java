package dev.icfrr.benchmarks.parameters;

import dev.icfrr.advice.Advice;
import dev.icfrr.advice.GuardedReranker;
import dev.icfrr.advice.HarmPredictor;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tuning.Grid;
import dev.icfrr.tuning.GridResult;
import dev.icfrr.tuning.GridSearch;
import dev.icfrr.tuning.QuerySplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints, for every data set, mAP@all without re-ranking and the gain in points of the best pair of a grid of KG and
 * KQ, of the automatic pair without and with the guard, and of the default pair without and with the guard. 5
 * iterations, beta 0.5.
 */
public final class ParameterTable {
    private static final Measure MAP = Measure.parse("map");
    private static final int ITERATIONS = IcfrrParameters.DEFAULT_ITERATIONS;
    private static final long SEED = 1;
    private static final Parallelism PARALLELISM = Parallelism.allCores();

    private ParameterTable() {}

    /** One row, in points of mAP. */
    private record Row(
            String name,
            double initial,
            double best,
            String bestAt,
            double automatic,
            int automaticK,
            double guarded,
            int guardedK,
            double byDefault,
            double byDefaultGuarded,
            int leftAlone,
            int queries) {

        String markdown() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %+.1f | %s | %+.1f | %d | %+.1f | %d | %+.1f | %+.1f | %d of %d |",
                    name,
                    initial,
                    best,
                    bestAt,
                    automatic,
                    automaticK,
                    guarded,
                    guardedK,
                    byDefault,
                    byDefaultGuarded,
                    leftAlone,
                    queries);
        }
    }

    /**
     * Arguments: {@code fit}, {@code held-out}, or {@code NAME=FOLDER} with query_features, gallery_features and
     * labels.pth; or {@code too-large} alone.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            System.err.println("usage: ParameterTable fit | held-out | NAME=FOLDER... | too-large");
            System.exit(2);
        }
        if (arguments[0].equals("too-large")) {
            tooLarge(Family.plain("5 x 155", Family.equal(5, 155), 64, 1.8).draw(SEED));
            return;
        }
        System.out.println("| data | mAP | best of grid | at KG/KQ | auto | K | auto, guard | K | 256/250 "
                + "| 256/250, guard | left alone |");
        System.out.println("|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|");
        List<Row> rows = new ArrayList<>();
        for (String argument : arguments) {
            switch (argument) {
                case "fit" -> rows.addAll(families(Families.fit(), 1));
                case "held-out" -> rows.addAll(families(Families.heldOut(), 4));
                default -> {
                    int equals = argument.indexOf('=');
                    rows.add(print(row(read(
                            argument.substring(0, Math.max(equals, 0)), Path.of(argument.substring(equals + 1))))));
                }
            }
        }
        summary(rows);
    }

    /** Prints the effect of a KG and KQ beyond the gallery per iteration, without and with the guard. */
    private static void tooLarge(Family.Data data) {
        int k = data.gallery().rows() + 2;
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), k);
        InitialRankings rankings =
                InitialRankings.of(data.distances(), HarmPredictor.depth(graph.size(), k), SEED, PARALLELISM);
        for (boolean leave : new boolean[] {false, true}) {
            MeasureSink values = new MeasureSink(data.labels(), ITERATIONS, List.of(MAP));
            Icfrr icfrr = new Icfrr(graph, IcfrrParameters.DEFAULTS.withKq(k).withIterations(ITERATIONS));
            new GuardedReranker(icfrr, new HarmPredictor(graph, k, rankings), leave, (_, _) -> {})
                    .rerankAll(data.distances(), values, PARALLELISM);
            System.out.printf("%s, KG and KQ %d%s:", data.name(), k, leave ? ", guard" : "");
            for (int iteration = 0; iteration <= ITERATIONS; iteration++) {
                System.out.printf(Locale.ROOT, " %.1f", 100 * values.mean(MAP, iteration));
            }
            System.out.println();
        }
    }

    private static List<Row> families(List<Family> families, long seed) {
        return families.stream().map(family -> print(row(family.draw(seed)))).toList();
    }

    private static Row print(Row row) {
        System.out.println(row.markdown());
        return row;
    }

    private static void summary(List<Row> rows) {
        double[] lost = rows.stream()
                .mapToDouble(row -> row.best - row.guarded)
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%n%d sets. Auto with guard: below the best of the grid by %.1f points in the median, %.1f on average, %.1f at "
                        + "most; within 1 point on %d; more than 0.2 points below no re-ranking on %d (without guard %d). "
                        + "256/250: more than 0.2 points below on %d, with guard on %d.%n",
                rows.size(),
                lost[lost.length / 2],
                Arrays.stream(lost).average().orElse(0),
                lost[lost.length - 1],
                Arrays.stream(lost).filter(points -> points <= 1).count(),
                rows.stream().filter(row -> row.guarded < -0.2).count(),
                rows.stream().filter(row -> row.automatic < -0.2).count(),
                rows.stream().filter(row -> row.byDefault < -0.2).count(),
                rows.stream().filter(row -> row.byDefaultGuarded < -0.2).count());
    }

    private static Row row(Family.Data data) {
        int size = data.gallery().rows();
        List<Integer> scale = Grid.scale(size);
        int longest = Math.max(Math.max(scale.getLast(), IcfrrParameters.DEFAULT_KG), Advice.listLength(size));
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), longest);
        GridResult grid = new GridSearch(
                        new Grid(
                                scale,
                                scale,
                                List.of(IcfrrParameters.DEFAULT_BETA),
                                List.of(UpdateRule.REFERENCE),
                                ITERATIONS),
                        Map.of(UpdateRule.REFERENCE, graph),
                        data.labels(),
                        MAP,
                        QuerySplit.of(data.labels(), Integer.MAX_VALUE, SEED))
                .run(data.distances(), PARALLELISM, () -> {});
        int choosing = grid.split().choosing().length;
        int heldOut = grid.split().heldOut().length;
        double initial = both(grid.initial(), choosing, heldOut);
        GridResult.Point best = grid.initial();
        for (GridResult.Point point : grid.points()) {
            if (point.setting().method().iterations() == ITERATIONS
                    && (best.setting().method().iterations() == 0
                            || both(point, choosing, heldOut) > both(best, choosing, heldOut))) {
                best = point;
            }
        }
        InitialRankings rankings = InitialRankings.of(
                data.distances(),
                Math.min(size, Math.max(IcfrrParameters.DEFAULT_KQ, Advice.listLength(size))),
                SEED,
                PARALLELISM);
        Advice advice = Advice.of(graph, rankings);
        AtomicInteger leftAlone = new AtomicInteger();
        Measured automatic = new Measured(data, graph.truncated(advice.kg()), advice.kq(), rankings);
        Advice cautious = advice.guarded();
        Measured guarded = new Measured(data, graph.truncated(cautious.kg()), cautious.kq(), rankings);
        Measured byDefault =
                new Measured(data, graph.truncated(IcfrrParameters.DEFAULT_KG), IcfrrParameters.DEFAULT_KQ, rankings);
        return new Row(
                data.name(),
                initial,
                both(best, choosing, heldOut) - initial,
                best.setting().kg() + "/" + best.setting().method().kq(),
                automatic.map(false, leftAlone) - initial,
                advice.kq(),
                guarded.map(true, new AtomicInteger()) - initial,
                cautious.kq(),
                byDefault.map(false, leftAlone) - initial,
                byDefault.map(true, leftAlone) - initial,
                leftAlone.get(),
                data.queries().rows());
    }

    private static double both(GridResult.Point point, int choosing, int heldOut) {
        return 100 * (point.choosing() * choosing + point.heldOut() * heldOut) / (choosing + heldOut);
    }

    /** One pair of KG and KQ. */
    private record Measured(Family.Data data, KnnGraph graph, int kq, InitialRankings rankings) {
        double map(boolean leave, AtomicInteger leftAlone) {
            Icfrr icfrr = new Icfrr(graph, IcfrrParameters.DEFAULTS.withKq(kq).withIterations(ITERATIONS));
            MeasureSink values = new MeasureSink(data.labels(), ITERATIONS, List.of(MAP));
            new GuardedReranker(icfrr, new HarmPredictor(graph, kq, rankings), leave, (_, number) -> {
                        if (leave && HarmPredictor.predictsHarm(number)) {
                            leftAlone.incrementAndGet();
                        }
                    })
                    .rerankAll(data.distances(), values, PARALLELISM);
            return 100 * values.mean(MAP, ITERATIONS);
        }
    }

    static Family.Data read(String name, Path folder) throws IOException {
        try (TensorFile queries = open(folder, "query_features");
                TensorFile gallery = open(folder, "gallery_features");
                TensorFile labels = TensorFiles.open(folder.resolve("labels.pth"))) {
            return new Family.Data(
                    name,
                    copy(queries),
                    copy(gallery),
                    Labels.of(
                            labels.tensor("query").toLongArray(),
                            labels.tensor("gallery").toLongArray()));
        }
    }

    private static TensorFile open(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + ".npy");
        return TensorFiles.open(Files.exists(file) ? file : folder.resolve(name + ".pth"));
    }

    private static Matrix copy(TensorFile file) throws IOException {
        var tensor = file.soleTensor();
        return Matrix.of((int) tensor.size(0), (int) tensor.size(1), tensor.toDoubleArray());
    }
}
