package dev.icfrr;

import dev.icfrr.internal.QueryScratch;
import java.util.ArrayList;
import java.util.List;

/** Keeps the first few of every iteration with what the re-ranker knows of them at that moment. */
final class TraceSink implements Icfrr.ScratchSink {
    private final Icfrr icfrr;
    private final int topN;
    private final int[] initialRanks;
    private final int[] ranks;
    private final List<List<Standing>> iterations = new ArrayList<>();

    /** @param topN how many to keep, at least 1 */
    TraceSink(Icfrr icfrr, int topN) {
        if (topN < 1) {
            throw new IllegalArgumentException("topN must be at least 1, not " + topN);
        }
        this.icfrr = icfrr;
        this.topN = topN;
        initialRanks = new int[icfrr.gallerySize()];
        ranks = icfrr.iterations() > 1 ? new int[icfrr.gallerySize()] : initialRanks;
    }

    @Override
    public void accept(int iteration, QueryScratch scratch, boolean settled) {
        int[] order = scratch.order();
        int count = scratch.count();
        if (iteration == 0) {
            note(order, count, initialRanks);
        }
        int[] before = iteration <= 1 ? initialRanks : ranks;
        List<Standing> first = new ArrayList<>(Math.min(topN, count));
        for (int rank = 0; rank < Math.min(topN, count); rank++) {
            first.add(standing(iteration, scratch, settled, order[rank], rank, before[order[rank]]));
        }
        iterations.add(first);
        if (iteration > 0 && iteration < icfrr.iterations()) {
            note(order, count, ranks);
        }
    }

    private static void note(int[] order, int count, int[] into) {
        for (int rank = 0; rank < count; rank++) {
            into[order[rank]] = rank;
        }
    }

    private Standing standing(int iteration, QueryScratch scratch, boolean settled, int item, int rank, int before) {
        boolean own = icfrr.update() == UpdateRule.ACCUMULATING;
        // By the reference rule a settled order goes on getting the same votes; by the other it was left alone.
        long sum = iteration == 0 || (settled && own) ? 0 : scratch.sum(item);
        double score = own || iteration == 0
                ? scratch.value(rank)
                : scratch.value(before) + (sum == 0 ? 0 : icfrr.beta() * sum / scratch.denominator());
        return new Standing(
                item, rank, before, initialRanks[item], score, sum, sum == 0 ? 0 : sum / scratch.denominator());
    }

    RerankTrace trace() {
        return new RerankTrace(iterations);
    }
}
