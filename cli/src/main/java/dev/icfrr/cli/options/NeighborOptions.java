package dev.icfrr.cli.options;

import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which neighbors of gallery items are found, and how: the same for a graph and for an index. */
public final class NeighborOptions {
    private static final double DEFAULT_RECALL = 0.95;

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            defaultValue = "" + IcfrrParameters.DEFAULT_KG,
            description = "Neighbors per item (${DEFAULT-VALUE}). What is asked later can use fewer.")
    private int kg = IcfrrParameters.DEFAULT_KG;

    @Option(
            names = {"--self"},
            paramLabel = "WHICH",
            defaultValue = "first",
            description = "What is left out of an item's sorted row: first, whatever stands first, as the update rule "
                    + "'reference' has it; index, the item itself, as 'accumulating' has it (${DEFAULT-VALUE}).")
    private SelfMatch self = SelfMatch.FIRST;

    @Option(
            names = {"--approximate"},
            description =
                    "For large galleries: find nearly all neighbors in a fraction of the time; prints the recall. An "
                            + "index is then searched through its nearest clusters alone.")
    private boolean approximate;

    @Option(
            names = {"--recall"},
            paramLabel = "X",
            description = "Share of true neighbors that --approximate aims at (0.95).")
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
     * How to approximate; empty for exact neighbors.
     *
     * @param of makes it of recall and seed
     */
    public <A> Optional<A> approximation(BiFunction<Double, Long, A> of) {
        if (!approximate && (recall != null || seed != null)) {
            throw new IllegalArgumentException(
                    "--recall and --seed are for --approximate: exact neighbors need neither");
        }
        return approximate
                ? Optional.of(of.apply(recall == null ? DEFAULT_RECALL : recall, seed == null ? 0L : seed))
                : Optional.empty();
    }
}
