package dev.icfrr.cli.index;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.options.AutoOrNumber;
import dev.icfrr.cli.options.VoteOptions.Kind;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.vision.index.IndexVote;
import dev.icfrr.vision.index.VoteChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of how the searches of a new index vote. */
final class IndexVoteOptions {
    @Option(
            names = {"--vote"},
            paramLabel = "KIND",
            defaultValue = "multiscale",
            description =
                    "How searches vote. multiscale: at the scales 4, 8, 16, ... up to --k, less the votes that chance "
                            + "gives; flat: as in the public Python code (${DEFAULT-VALUE}).")
    private Kind kind = Kind.MULTISCALE;

    @Option(
            names = {"--k"},
            paramLabel = "N",
            converter = AutoOrNumber.class,
            description =
                    "Largest scale of --vote multiscale, rounded down to a power of two. auto chooses it and the weights "
                            + "of the scales by how far neighbor lists of the gallery agree (auto).")
    private @Nullable Integer k;

    @Option(
            names = {"--lists"},
            paramLabel = "ORDER",
            description =
                    "Neighbor lists of --vote multiscale. scaled: by distance less half the local scale of the neighbor, "
                            + "which moves hubs back; plain: by distance (scaled).")
    private @Nullable ListOrder lists;

    /** @throws IllegalArgumentException if an option belongs to the other vote */
    VoteChoice choice() {
        if (kind == Kind.FLAT) {
            if (k != null || lists == ListOrder.SCALED) {
                throw new IllegalArgumentException(
                        "--k and --lists scaled belong to --vote multiscale. Leave them out, or leave out --vote flat");
            }
            return new VoteChoice.Flat();
        }
        ListOrder order = lists == null ? ListOrder.SCALED : lists;
        return k == null || k == ParameterRequest.AUTO
                ? new VoteChoice.Advised(order)
                : new VoteChoice.Given(IndexVote.of(k, order));
    }
}
