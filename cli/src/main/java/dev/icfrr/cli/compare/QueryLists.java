package dev.icfrr.cli.compare;

import dev.icfrr.cli.console.Csv;
import dev.icfrr.metrics.Measure;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Lists the queries that a method won and lost against another, by one metric. */
public final class QueryLists {
    private QueryLists() {}

    /** Returns a header line, then a line per query, the greatest win first. */
    public static String csv(ComparisonRow row, ComparisonRow reference, Measure measure) {
        List<String> queries = row.evaluation().queries();
        double[] ours = row.evaluation().ofQueries(measure);
        double[] theirs = reference.evaluation().ofQueries(measure);
        Csv csv = new Csv(List.of("query", "outcome", reference.name(), row.name(), "difference"));
        IntStream.range(0, ours.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> theirs[i] - ours[i]))
                .forEach(i -> {
                    double difference = ours[i] - theirs[i];
                    String outcome = difference > 0 ? "win" : difference < 0 ? "loss" : "tie";
                    csv.row(List.of(queries.get(i), outcome, theirs[i], ours[i], difference));
                });
        return csv.toString();
    }
}
