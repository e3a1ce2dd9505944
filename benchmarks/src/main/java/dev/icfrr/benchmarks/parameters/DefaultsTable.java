package dev.icfrr.benchmarks.parameters;

import dev.icfrr.baselines.Gallery;
import dev.icfrr.baselines.Methods;
import dev.icfrr.baselines.Queries;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints mAP@all of every data set without re-ranking, and the gain in points of methods at fixed defaults, beside the
 * best flat vote of all KG = KQ = 4, 8, 16, … up to 1,024 that labels can choose.
 */
public final class DefaultsTable {
    private static final Measure MAP = Measure.parse("map");
    private static final Parallelism PARALLELISM = Parallelism.allCores();
    private static final int LARGEST_K = 1024;
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
    private record Row(String name, boolean apart, double initial, double best, int bestK, List<Double> gains) {
        String markdown() {
            StringBuilder text = new StringBuilder(
                    String.format(Locale.ROOT, "| %s | %.1f | %+.1f (%d) |", name, initial, best, bestK));
            for (double gain : gains) {
                text.append(String.format(Locale.ROOT, " %+.1f |", gain));
            }
            return text.toString();
        }
    }

    /**
     * Arguments: {@code families=SEED}, {@code kinds=SEED}, {@code large=SEED}, or {@code NAME=FOLDER} as for
     * ParameterTable.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            System.err.println("usage: DefaultsTable families=SEED | kinds=SEED | large=SEED | NAME=FOLDER...");
            System.exit(2);
        }
        System.out.println("| data | mAP | best flat K | " + String.join(" | ", METHODS) + " |");
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
        double best = Double.NEGATIVE_INFINITY;
        int bestK = 0;
        for (int k = 4; k <= Math.min(LARGEST_K, data.gallery().rows()); k *= 2) {
            double gain = map(data, "icfrr:kg=" + k + ",kq=" + k) - initial;
            if (gain > best) {
                best = gain;
                bestK = k;
            }
        }
        List<Double> gains =
                METHODS.stream().map(method -> map(data, method) - initial).toList();
        return new Row(data.name(), apart, initial, best, bestK, gains);
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
                + "| within 1 point of the best flat K | mean distance to it |");
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
