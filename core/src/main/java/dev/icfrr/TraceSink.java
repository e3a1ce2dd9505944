package dev.icfrr;

import dev.icfrr.internal.QueryScratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps the first few of every iteration with what the re-ranker knows of them at that moment. */
final class TraceSink implements Icfrr.ScratchSink {
    private final Icfrr icfrr;
    private final int topN;
    /** For the items that are looked for their place among these, from 1; 0 for all others. */
    private final int[] wanted;

    private final List<List<Standing>> iterations = new ArrayList<>();
    private int[] initial = {};

    /** @param topN how many to keep, at least 1 */
    TraceSink(Icfrr icfrr, int topN) {
        if (topN < 1) {
            throw new IllegalArgumentException("topN must be at least 1, not " + topN);
        }
        this.icfrr = icfrr;
        this.topN = topN;
        wanted = new int[icfrr.gallerySize()];
    }

    @Override
    public void accept(int iteration, QueryScratch scratch, boolean settled) {
        int[] order = scratch.order();
        int shown = Math.min(topN, scratch.count());
        if (iteration == 0) {
            initial = Arrays.copyOf(order, scratch.count());
        }
        int[] initialRanks = ranks(order, shown, initial);
        int[] before =
                iteration == 0 || settled ? ranks(order, shown, order) : ranks(order, shown, scratch.orderBefore());
        List<Standing> first = new ArrayList<>(shown);
        for (int rank = 0; rank < shown; rank++) {
            first.add(standing(iteration, scratch, settled, order[rank], rank, before[rank], initialRanks[rank]));
        }
        iterations.add(first);
    }

    /** Where the first few items of one order stand in another. Most stand near its top, so that few are looked at. */
    private int[] ranks(int[] items, int count, int[] order) {
        int[] ranks = new int[count];
        for (int i = 0; i < count; i++) {
            wanted[items[i]] = i + 1;
        }
        int missing = count;
        for (int rank = 0; missing > 0; rank++) {
            int place = wanted[order[rank]];
            if (place > 0) {
                ranks[place - 1] = rank;
                missing--;
            }
        }
        for (int i = 0; i < count; i++) {
            wanted[items[i]] = 0;
        }
        return ranks;
    }

    private Standing standing(
            int iteration, QueryScratch scratch, boolean settled, int item, int rank, int before, int initialRank) {
        boolean own = icfrr.update() == UpdateRule.ACCUMULATING;
        // By the reference rule a settled order goes on getting the same votes; by the other it was left alone.
        long sum = iteration == 0 || (settled && own) ? 0 : scratch.sum(item);
        double score = own || iteration == 0
                ? scratch.value(rank)
                : scratch.value(before) + (sum == 0 ? 0 : icfrr.beta() * sum / scratch.denominator());
        return new Standing(item, rank, before, initialRank, score, sum, sum == 0 ? 0 : sum / scratch.denominator());
    }

    RerankTrace trace() {
        return new RerankTrace(iterations);
    }
}
