package dev.icfrr.evaluation;

import dev.icfrr.metrics.JudgedRanking;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values of some metrics for every query of a run. Immutable. */
public final class Evaluation {
    private final List<String> queries;
    private final List<Measure> measures;
    private final double[][] values;

    private Evaluation(List<String> queries, List<Measure> measures, double[][] values) {
        this.queries = List.copyOf(queries);
        this.measures = List.copyOf(measures);
        this.values = values;
    }

    /**
     * Creates an evaluation from known values.
     *
     * @param values by metric, then query; copied
     */
    public static Evaluation of(List<String> queries, List<Measure> measures, double[][] values) {
        if (values.length != measures.size() || Arrays.stream(values).anyMatch(row -> row.length != queries.size())) {
            throw new IllegalArgumentException(
                    "values must be " + measures.size() + " metrics x " + queries.size() + " queries");
        }
        return new Evaluation(
                queries, measures, Arrays.stream(values).map(double[]::clone).toArray(double[][]::new));
    }

    /**
     * Evaluates a run by the definitions of trec_eval.
     *
     * @param allQueries whether judged queries that are missing from the run count with nothing found (trec_eval's
     *     {@code -c}); otherwise only queries of both are evaluated
     * @throws IllegalArgumentException if no query is both in the run and judged
     */
    public static Evaluation of(Run run, Qrels qrels, List<Measure> measures, boolean allQueries) {
        List<String> queries = new ArrayList<>(qrels.queries());
        long common = queries.stream().filter(run.queries()::contains).count();
        if (common == 0) {
            throw new IllegalArgumentException("none of the run's queries is judged: do the files belong together?");
        }
        if (!allQueries) {
            queries.retainAll(run.queries());
        }
        double[][] values = new double[measures.size()][queries.size()];
        for (int q = 0; q < queries.size(); q++) {
            Map<String, Integer> judged = qrels.of(queries.get(q));
            int[] grades = run.of(queries.get(q)).stream()
                    .mapToInt(item -> judged.getOrDefault(item, 0))
                    .toArray();
            int[] all = judged.values().stream().mapToInt(Integer::intValue).toArray();
            fill(values, q, measures, JudgedRanking.graded(grades, all));
        }
        return new Evaluation(queries, measures, values);
    }

    /**
     * Evaluates a rank file by labels.
     *
     * @param ranks Q x N gallery indices, best first; N may be less than G
     * @param labels of Q queries and G gallery items
     * @throws IllegalArgumentException if sizes do not fit, or a row holds a number that is not a gallery index, or one
     *     index twice; the message names row and column
     */
    public static Evaluation of(Tensor ranks, Labels labels, List<Measure> measures) {
        if (ranks.rank() != 2) {
            throw new IllegalArgumentException(
                    "ranks must have two dimensions, queries x items, not the shape " + Arrays.toString(ranks.shape()));
        }
        if (ranks.size(0) != labels.queries()) {
            throw new IllegalArgumentException(
                    "there are ranks of " + ranks.size(0) + " queries, but labels of " + labels.queries());
        }
        if (ranks.size(1) > labels.gallerySize()) {
            throw new IllegalArgumentException("there are " + ranks.size(1) + " ranks per query, but labels of only "
                    + labels.gallerySize() + " gallery items");
        }
        Map<Long, Integer> classSizes = new HashMap<>();
        for (int item = 0; item < labels.gallerySize(); item++) {
            classSizes.merge(labels.ofGallery(item), 1, Integer::sum);
        }
        double[][] values = new double[measures.size()][labels.queries()];
        List<String> queries = new ArrayList<>();
        for (int query = 0; query < labels.queries(); query++) {
            boolean[] hits = hits(ranks.select(query), labels, query);
            int relevant = classSizes.getOrDefault(labels.ofQuery(query), 0);
            fill(values, query, measures, JudgedRanking.binary(hits, relevant));
            queries.add(Integer.toString(query));
        }
        return new Evaluation(queries, measures, values);
    }

    private static boolean[] hits(Tensor row, Labels labels, int query) {
        double[] items = row.toDoubleArray();
        boolean[] hits = new boolean[items.length];
        BitSet seen = new BitSet();
        for (int rank = 0; rank < items.length; rank++) {
            int item = (int) items[rank];
            if (item != items[rank] || item < 0 || item >= labels.gallerySize()) {
                throw new IllegalArgumentException("row " + query + ", column " + rank + " holds " + items[rank]
                        + ", which is no gallery index: there are " + labels.gallerySize() + " gallery items");
            }
            if (seen.get(item)) {
                throw new IllegalArgumentException("row " + query + " ranks gallery item " + item + " twice");
            }
            seen.set(item);
            hits[rank] = labels.isRelevant(query, item);
        }
        return hits;
    }

    private static void fill(double[][] values, int query, List<Measure> measures, JudgedRanking ranking) {
        for (int i = 0; i < measures.size(); i++) {
            values[i][query] = measures.get(i).of(ranking);
        }
    }

    /** Returns the names of the queries. */
    public List<String> queries() {
        return queries;
    }

    /** Returns the metrics. */
    public List<Measure> measures() {
        return measures;
    }

    /**
     * Returns every query's value, in the order of {@link #queries}, in a new array.
     *
     * @throws IllegalArgumentException if the metric was not measured
     */
    public double[] ofQueries(Measure measure) {
        return row(measure).clone();
    }

    /**
     * Returns the mean over the queries.
     *
     * @throws IllegalArgumentException if the metric was not measured
     */
    public double mean(Measure measure) {
        double sum = 0;
        for (double value : row(measure)) {
            sum += value;
        }
        return sum / queries.size();
    }

    private double[] row(Measure measure) {
        int at = measures.indexOf(measure);
        if (at < 0) {
            throw new IllegalArgumentException("not measured: " + measure);
        }
        return values[at];
    }
}
