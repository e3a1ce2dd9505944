package dev.icfrr.cli.rerank;

import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.HarmPredictor;
import dev.icfrr.advice.SplitHalfCheck;
import dev.icfrr.cli.console.Csv;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The predictions of the guard.
 *
 * @param mode whether orders were left alone
 * @param dataset the data set's number
 * @param numbers by query
 * @param splitHalves the check of features, if there are features and orders are not left alone
 */
@SuppressWarnings("ArrayRecordComponent") // stays within this package
record GuardReport(GuardMode mode, double dataset, double[] numbers, Optional<SplitHalfCheck> splitHalves) {

    /** How many queries the guard warns of. */
    long warned() {
        return Arrays.stream(numbers).filter(HarmPredictor::predictsHarm).count();
    }

    /** For the terminal and the report. */
    String summary() {
        String verdict = HarmPredictor.predictsHarm(dataset) ? "likely to harm" : "likely to help";
        String done = mode == GuardMode.LEAVE ? "left as they were" : "re-ranked all the same (--guard tell)";
        return String.format(
                        Locale.ROOT,
                        "guard %.2f: re-ranking is %s (below %.2f it is likely to harm); %,d of %,d queries below, %s",
                        dataset,
                        verdict,
                        HarmPredictor.HARM,
                        warned(),
                        numbers.length,
                        done)
                + splitHalves
                        .map(check -> System.lineSeparator() + check.summary() + "; experimental, changes nothing")
                        .orElse("");
    }

    /** For {@code run.json}. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("mode", mode.label());
        map.put("dataset", dataset);
        map.put("harm_below", HarmPredictor.HARM);
        map.put("queries_below", warned());
        map.put("queries", numbers);
        splitHalves.ifPresent(check -> map.put("split_halves", check.difference()));
        return map;
    }

    /** A line per query; with labels its average precision before and after. */
    String csv(Optional<MeasureSink> metrics, int iterations) {
        List<String> header = new ArrayList<>(List.of("query", "guard", "below", "left_alone"));
        if (metrics.isPresent()) {
            header.addAll(List.of("AP_initial", "AP_last"));
        }
        Csv csv = new Csv(header);
        for (int query = 0; query < numbers.length; query++) {
            boolean below = HarmPredictor.predictsHarm(numbers[query]);
            List<Object> cells = new ArrayList<>(List.of(
                    query,
                    String.format(Locale.ROOT, "%.4f", numbers[query]),
                    below,
                    below && mode == GuardMode.LEAVE));
            if (metrics.isPresent()) {
                cells.add(metrics.get().ofQuery(Measure.MAP_AT_ALL, 0, query));
                cells.add(metrics.get().ofQuery(Measure.MAP_AT_ALL, iterations, query));
            }
            csv.row(cells);
        }
        return csv.toString();
    }
}
