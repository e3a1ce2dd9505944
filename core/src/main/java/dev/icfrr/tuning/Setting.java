package dev.icfrr.tuning;

import dev.icfrr.rerank.UpdateRule;
import java.util.Locale;

/**
 * One point of a grid.
 *
 * @param kg gallery neighbors of a voter that get its vote
 * @param kq top items of a query that vote
 * @param beta weight of the votes
 * @param update how a bonus moves an item
 * @param iterations how many times to re-rank; 0 leaves the initial ranking, whatever the rest
 */
public record Setting(int kg, int kq, double beta, UpdateRule update, int iterations) {

    /** The options of {@code icfrr rerank} that ask for it. */
    public String options() {
        return "--kg %d --kq %d --beta %s --n-times %d --update %s"
                .formatted(kg, kq, beta, iterations, update.name().toLowerCase(Locale.ROOT));
    }
}
