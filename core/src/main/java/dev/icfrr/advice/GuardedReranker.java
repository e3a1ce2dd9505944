package dev.icfrr.advice;

import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.RerankSink;
import dev.icfrr.rerank.Reranker;
import java.util.Arrays;

/**
 * {@link Icfrr} with a {@link HarmPredictor}: queries that re-ranking is likely to harm can keep their initial order,
 * which every iteration then shows. Immutable and thread-safe.
 */
public final class GuardedReranker implements Reranker {
    private final Icfrr icfrr;
    private final HarmPredictor predictor;
    private final boolean leave;
    private final ScoreListener listener;

    /** Receives the score of every query, from many threads. */
    @FunctionalInterface
    public interface ScoreListener {
        void accept(int query, double score);
    }

    /**
     * Adds a predictor to a re-ranker.
     *
     * @param predictor for the same graph and KQ
     * @param leave whether queries with predicted harm keep their initial order
     * @param listener receives every score
     */
    public GuardedReranker(Icfrr icfrr, HarmPredictor predictor, boolean leave, ScoreListener listener) {
        this.icfrr = icfrr;
        this.predictor = predictor;
        this.leave = leave;
        this.listener = listener;
    }

    @Override
    public int gallerySize() {
        return icfrr.gallerySize();
    }

    @Override
    public int iterations() {
        return icfrr.iterations();
    }

    @Override
    public void rerank(double[] distances, int query, RerankSink sink) {
        icfrr.rerank(distances, query, new Watched(sink));
    }

    /** The sink of one query, which gets the initial order at every iteration if harm is predicted. */
    private final class Watched implements RerankSink {
        private final RerankSink sink;
        private int[] initial = {};

        Watched(RerankSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(int query, int iteration, int[] order) {
            accept(query, iteration, order, order.length);
        }

        @Override
        public void accept(int query, int iteration, int[] order, int unchangedFrom) {
            if (iteration == 0) {
                double score = predictor.score(order);
                listener.accept(query, score);
                if (leave && HarmPredictor.predictsHarm(score)) {
                    initial = Arrays.copyOf(order, order.length);
                }
            }
            if (initial.length > 0) {
                sink.accept(query, iteration, initial, iteration == 0 ? initial.length : 0);
            } else {
                sink.accept(query, iteration, order, unchangedFrom);
            }
        }
    }
}
