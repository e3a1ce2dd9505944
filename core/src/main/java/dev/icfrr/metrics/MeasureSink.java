package dev.icfrr.metrics;

import dev.icfrr.rerank.RerankSink;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Computes metrics of every query at every iteration. Values do not depend on the order in which queries arrive. Orders
 * must hold the whole gallery.
 */
public final class MeasureSink implements RerankSink {
    private final Labels labels;
    private final ClassItems classes;
    private final List<Measure> measures;
    private final int iterations;
    private final double[][][] values;
    /** One thread sees all iterations of a query, and finds there what it knows about the iteration before. */
    private final ThreadLocal<Scratch> ofThread;

    /** Measures iterations 0 .. {@code iterations}. */
    public MeasureSink(Labels labels, int iterations, List<Measure> measures) {
        this.labels = labels;
        this.classes = new ClassItems(labels);
        this.measures = List.copyOf(measures);
        this.iterations = iterations;
        this.values = new double[measures.size()][iterations + 1][labels.queries()];
        this.ofThread = ThreadLocal.withInitial(() -> new Scratch(labels.gallerySize()));
    }

    /** Returns what is measured. */
    public List<Measure> measures() {
        return measures;
    }

    /** Returns the last iteration that is measured. */
    public int iterations() {
        return iterations;
    }

    @Override
    public void accept(int query, int iteration, int[] order) {
        accept(query, iteration, order, order.length);
    }

    @Override
    public void accept(int query, int iteration, int[] order, int unchangedFrom) {
        Scratch scratch = ofThread.get();
        scratch.mark(classes, classes.indexOf(labels.ofQuery(query)));
        JudgedRanking ranking = scratch.ranking;
        ranking.rank(order, scratch.isRelevant, scratch.follows(query, iteration) ? unchangedFrom : order.length);
        scratch.set(query, iteration);
        for (int i = 0; i < values.length; i++) {
            values[i][iteration][query] = measures.get(i).of(ranking);
        }
    }

    /** Returns the values of all queries in a new array. */
    public double[] ofQueries(Measure measure, int iteration) {
        return row(measure, iteration).clone();
    }

    /** Returns the value of one query. */
    public double ofQuery(Measure measure, int iteration, int query) {
        return row(measure, iteration)[query];
    }

    /** Returns the means over all queries at iterations 0, 1, 2 and so on. */
    public List<Double> means(Measure measure) {
        return IntStream.rangeClosed(0, iterations)
                .mapToObj(iteration -> mean(measure, iteration))
                .toList();
    }

    /** Returns the mean over all queries. */
    public double mean(Measure measure, int iteration) {
        double sum = 0;
        for (double value : row(measure, iteration)) {
            sum += value;
        }
        return sum / labels.queries();
    }

    private double[] row(Measure measure, int iteration) {
        int at = measures.indexOf(measure);
        if (at < 0) {
            throw new IllegalArgumentException("not measured: " + measure);
        }
        return values[at][iteration];
    }

    /** Memory of one thread, for one order at a time. */
    private static final class Scratch {
        final JudgedRanking ranking;
        /** By item, 1 or 0: in whole orders, bytes are read faster than labels. */
        final byte[] isRelevant;

        /** The class whose items are marked, or -1. */
        private int marked = -1;

        private int query = -1;
        private int iteration;

        Scratch(int gallerySize) {
            ranking = new JudgedRanking(gallerySize);
            isRelevant = new byte[gallerySize];
        }

        /** Returns whether the order that was ranked last is the query's at the iteration before. */
        boolean follows(int ofQuery, int atIteration) {
            return query == ofQuery && iteration == atIteration - 1;
        }

        void set(int ofQuery, int atIteration) {
            query = ofQuery;
            iteration = atIteration;
        }

        void mark(ClassItems classes, int wanted) {
            if (wanted == marked) {
                return;
            }
            if (marked >= 0) {
                classes.set(marked, (byte) 0, isRelevant);
            }
            if (wanted >= 0) {
                classes.set(wanted, (byte) 1, isRelevant);
            }
            marked = wanted;
        }
    }
}
