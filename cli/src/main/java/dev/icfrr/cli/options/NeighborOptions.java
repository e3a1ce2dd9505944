package dev.icfrr.cli.options;

import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of finding the neighbors of gallery items, for a graph or an index. */
public final class NeighborOptions {
    private static final double DEFAULT_RECALL = 0.95;

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            defaultValue = "" + IcfrrParameters.DEFAULT_KG,
            description = "Neighbors per item (${DEFAULT-VALUE}). Later queries can use fewer.")
    private int kg = IcfrrParameters.DEFAULT_KG;

    @Option(
            names = {"--self"},
            paramLabel = "WHICH",
            defaultValue = "first",
            description =
                    "Entry to exclude from an item's own list: first, the nearest entry, for the update rule 'reference'; index, the "
                            + "item itself, for 'accumulating' (${DEFAULT-VALUE}).")
    private SelfMatch self = SelfMatch.FIRST;

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
        return kg;
    }

    public SelfMatch self() {
        return self;
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
