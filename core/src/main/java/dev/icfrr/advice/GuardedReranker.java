package dev.icfrr.advice;

import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.RerankSink;
import dev.icfrr.rerank.Reranker;
import java.util.Arrays;

/**
 * {@link Icfrr} watched by a {@link HarmPredictor}: where it warns, a query's order can be left as it was, and every iteration then
 * shows the initial order. Immutable and thread-safe.
 */
public final class GuardedReranker implements Reranker {
    private final Icfrr icfrr;
    private final HarmPredictor guard;
    private final boolean leave;
    private final ScoreListener listener;

    /** Takes every query's number; called from many threads. */
    @FunctionalInterface
    public interface ScoreListener {
        void accept(int query, double number);
    }

    /**
     * Puts a guard before a re-ranker.
     *
     * @param guard made for the same graph and KQ
     * @param leave whether orders are left where it warns
     * @param listener hears every query's number as it is found
     */
    public GuardedReranker(Icfrr icfrr, HarmPredictor guard, boolean leave, ScoreListener listener) {
        this.icfrr = icfrr;
        this.guard = guard;
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

    /** One query's sink, which goes on getting the initial order where the guard warns. */
    private final class Watched implements RerankSink {
        private final RerankSink sink;
        private int[] initial = {};

        Watched(RerankSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(int query, int iteration, int[] order) {
            if (iteration == 0) {
                double number = guard.score(order);
                listener.accept(query, number);
                if (leave && HarmPredictor.predictsHarm(number)) {
                    initial = Arrays.copyOf(order, order.length);
                }
            }
            sink.accept(query, iteration, initial.length > 0 ? initial : order);
        }
    }
}
