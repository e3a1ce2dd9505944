package dev.icfrr.tuning;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.Objects;

/**
 * One point of a grid.
 *
 * @param kg gallery neighbors of a voter that get its vote; K for the multi-scale vote
 * @param lists how neighbor lists are ordered
 * @param method the other parameters; 0 iterations leave the initial ranking unchanged
 */
public record Setting(int kg, ListOrder lists, IcfrrParameters method) {
    public Setting {
        if (kg < 1) {
            throw new IllegalArgumentException("KG must be at least 1, not " + kg);
        }
        Objects.requireNonNull(lists, "lists");
    }

    /** Creates a setting with plain lists. */
    public Setting(int kg, IcfrrParameters method) {
        this(kg, ListOrder.PLAIN, method);
    }

    /** Returns this setting with another number of iterations. */
    public Setting at(int iterations) {
        return new Setting(kg, lists, method.withIterations(iterations));
    }

    /** Returns whether the votes are multi-scale. */
    public boolean isMultiscale() {
        return method.vote().isMultiscale();
    }

    /** Returns the options of {@code icfrr rerank} for this setting. */
    public String options() {
        return "%s --beta %s --n-times %d --update %s"
                .formatted(
                        votes(),
                        method.beta(),
                        method.iterations(),
                        method.update().label());
    }

    private String votes() {
        if (!isMultiscale()) {
            return "--kg %d --kq %d%s".formatted(kg, method.kq(), lists == ListOrder.PLAIN ? "" : " --lists scaled");
        }
        // Only a chosen K comes with weights.
        String k = method.vote().weights().isEmpty() ? Integer.toString(kg) : "auto";
        return "--vote multiscale --k %s --lists %s".formatted(k, lists.label());
    }
}
