package dev.icfrr.cli.options;

import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of finding the neighbors of gallery items, for a graph or an index. */
public final class NeighborOptions {
    private static final double DEFAULT_RECALL = 0.95;

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description =
                    "Neighbors per item (256; in an index with multi-scale votes as many as these need). Later queries "
                            + "can use fewer.")
    private @Nullable Integer kg;

    @Option(
            names = {"--self"},
            paramLabel = "WHICH",
            description =
                    "Entry to exclude from an item's own list: first, the nearest entry, for the update rule 'reference'; index, the "
                            + "item itself, for 'accumulating' and for multi-scale votes (first; index for multi-scale votes).")
    private @Nullable SelfMatch self;

    @Option(
            names = {"--approximate"},
            description =
                    "Find nearly all neighbors in a fraction of the time, for large galleries. Prints the recall. Searches of such an "
                            + "index scan only the nearest clusters.")
    private boolean approximate;

    @Option(
            names = {"--recall"},
            paramLabel = "X",
            description = "Target recall of --approximate (0.95).")
    private @Nullable Double recall;

    @Option(
            names = {"--seed"},
            paramLabel = "N",
            description = "Seed of --approximate (0).")
    private @Nullable Long seed;

    public int kg() {
        return givenKg().orElse(IcfrrParameters.DEFAULT_KG);
    }

    /** Returns the neighbors per item; empty if they were not given. */
    public OptionalInt givenKg() {
        return kg == null ? OptionalInt.empty() : OptionalInt.of(kg);
    }

    public SelfMatch self() {
        return givenSelf().orElse(SelfMatch.FIRST);
    }

    /** Returns what to leave out of an item's own list; empty if it was not given. */
    public Optional<SelfMatch> givenSelf() {
        return Optional.ofNullable(self);
    }

    /**
     * Returns the approximation; empty for exact neighbors.
     *
     * @param of creates it from recall and seed
     */
    public <A> Optional<A> approximation(BiFunction<Double, Long, A> of) {
        if (!approximate && (recall != null || seed != null)) {
            throw new IllegalArgumentException("--recall and --seed work only with --approximate");
        }
        return approximate
                ? Optional.of(of.apply(recall == null ? DEFAULT_RECALL : recall, seed == null ? 0L : seed))
                : Optional.empty();
    }
}
