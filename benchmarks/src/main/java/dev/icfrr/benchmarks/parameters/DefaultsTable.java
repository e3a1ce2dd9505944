package dev.icfrr.benchmarks.parameters;

import dev.icfrr.baselines.Gallery;
import dev.icfrr.baselines.Methods;
import dev.icfrr.baselines.Queries;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.tuning.Grid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints mAP@all of every data set without re-ranking, and the gain in points of methods at fixed defaults, beside the
 * best flat vote that labels can choose of all pairs of KG and KQ of 4, 8, 16, … up to 1,024 and to half the gallery.
 */
public final class DefaultsTable {
    private static final Measure MAP = Measure.parse("map");
    private static final Parallelism PARALLELISM = Parallelism.allCores();
    private static final String FLAT_AUTO = "icfrr:kg=auto,kq=auto";
    private static final List<String> METHODS = List.of(
            "icfrr",
            FLAT_AUTO,
            "icfrr:vote=multiscale",
            "icfrr:vote=multiscale,center=domains",
            "dba+icfrr:vote=multiscale",
            "aqe",
            "dba+aqe",
            "gcr",
            "center+gcr",
            "ecn",
            "diffusion",
            "k_reciprocal");

    private DefaultsTable() {}

    /**
     * One data set.
     *
     * @param apart whether its gallery groups by something that is not the class
     * @param gains in points, by method
     */
    private record Row(String name, boolean apart, double initial, double best, String bestAt, List<Double> gains) {
        String markdown() {
            StringBuilder text = new StringBuilder(
                    String.format(Locale.ROOT, "| %s | %.1f | %+.1f (%s) |", name, initial, best, bestAt));
            for (double gain : gains) {
                text.append(String.format(Locale.ROOT, " %+.1f |", gain));
            }
            return text.toString();
        }
    }

    /**
     * Arguments: {@code families=SEED}, {@code small-classes=SEED}, {@code kinds=SEED}, {@code large=SEED}, or
     * {@code NAME=FOLDER} as for ParameterTable.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            System.err.println(
                    "usage: DefaultsTable families=SEED | small-classes=SEED | kinds=SEED | large=SEED | NAME=FOLDER...");
            System.exit(2);
        }
        System.out.println("| data | mAP | best flat KG/KQ | " + String.join(" | ", METHODS) + " |");
        System.out.println("|---|---:|---:|" + "---:|".repeat(METHODS.size()));
        List<Row> rows = new ArrayList<>();
        for (String argument : arguments) {
            int equals = Math.max(argument.indexOf('='), 0);
            String name = argument.substring(0, equals);
            String value = argument.substring(equals + 1);
            switch (name) {
                case "families" -> {
                    for (Family family : Families.heldOut()) {
                        rows.add(print(row(family.draw(Long.parseLong(value)), false)));
                    }
                }
                case "small-classes" -> {
                    long seed = Long.parseLong(value);
                    kinds(SyntheticKinds.smallClasses(), seed, rows);
                    for (Family family : Families.smallClasses()) {
                        rows.add(print(row(family.draw(seed), false)));
                    }
                }
                case "kinds" -> kinds(SyntheticKinds.small(), Long.parseLong(value), rows);
                case "large" -> kinds(SyntheticKinds.large(), Long.parseLong(value), rows);
                default -> rows.add(print(row(ParameterTable.read(name, Path.of(value)), false)));
            }
        }
        summary(rows);
    }

    private static void kinds(List<SyntheticKind> kinds, long seed, List<Row> rows) {
        for (SyntheticKind kind : kinds) {
            rows.add(print(row(kind.draw(seed), kind.groupsByStyle())));
        }
    }

    private static Row print(Row row) {
        System.out.println(row.markdown());
        return row;
    }

    private static Row row(Family.Data data, boolean apart) {
        double initial = map(data, "none");
        Pair best = bestFlat(data);
        List<Double> gains =
                METHODS.stream().map(method -> map(data, method) - initial).toList();
        return new Row(data.name(), apart, initial, best.map - initial, best.kg + "/" + best.kq, gains);
    }

    /** The flat vote with a pair of KG and KQ. */
    private record Pair(double map, int kg, int kq) {}

    /** Returns the pair of KG and KQ with the largest mAP. */
    private static Pair bestFlat(Family.Data data) {
        List<Integer> scale = Grid.scale(data.gallery().rows());
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), scale.getLast());
        Pair best = new Pair(Double.NEGATIVE_INFINITY, 0, 0);
        for (int kg : scale) {
            for (int kq : scale) {
                Icfrr icfrr = new Icfrr(graph.truncated(kg), IcfrrParameters.DEFAULTS.withKq(kq));
                MeasureSink values = new MeasureSink(data.labels(), icfrr.iterations(), List.of(MAP));
                icfrr.rerankAll(data.distances(), values, PARALLELISM);
                Pair pair = new Pair(100 * values.mean(MAP, icfrr.iterations()), kg, kq);
                best = pair.map > best.map ? pair : best;
            }
        }
        return best;
    }

    private static double map(Family.Data data, String method) {
        MeasureSink values = new MeasureSink(data.labels(), 0, List.of(MAP));
        Methods.parse(method)
                .prepare(Gallery.ofFeatures(data.gallery()), PARALLELISM)
                .scorer(Queries.ofFeatures(data.queries()), PARALLELISM)
                .rankAll((query, order) -> values.accept(query, 0, order), PARALLELISM);
        return 100 * values.mean(MAP, 0);
    }

    private static void summary(List<Row> rows) {
        System.out.printf("%n%d sets. Harmed means more than 0.2 points below no re-ranking.%n%n", rows.size());
        System.out.println("| method | mean gain | worst | harmed | worst, no styles | harmed, no styles "
                + "| within 1 point of the best flat pair | mean distance to it |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        for (int m = 0; m < METHODS.size(); m++) {
            int method = m;
            double[] all =
                    rows.stream().mapToDouble(row -> row.gains.get(method)).toArray();
            double[] same = rows.stream()
                    .filter(row -> !row.apart)
                    .mapToDouble(row -> row.gains.get(method))
                    .toArray();
            double[] distance = rows.stream()
                    .mapToDouble(row -> row.gains.get(method) - row.best)
                    .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "| `%s` | %+.1f | %+.1f | %d | %+.1f | %d of %d | %d | %+.1f |%n",
                    METHODS.get(method),
                    mean(all),
                    least(all),
                    harmed(all),
                    least(same),
                    harmed(same),
                    same.length,
                    Arrays.stream(distance).filter(points -> points >= -1).count(),
                    mean(distance));
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static long harmed(double[] values) {
        return Arrays.stream(values).filter(points -> points < -0.2).count();
    }
}
