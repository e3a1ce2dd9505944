package dev.icfrr.cli.options;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the vote, and of the neighbor lists that it uses. */
public final class VoteOptions {
    /** The kinds of votes. */
    public enum Kind {
        FLAT,
        MULTISCALE;

        /** Returns how lists are ordered unless stated otherwise. */
        public ListOrder lists() {
            return this == MULTISCALE ? ListOrder.SCALED : ListOrder.PLAIN;
        }

        /** Returns what beta is measured by unless stated otherwise. */
        public BetaScale betaScale() {
            return this == MULTISCALE ? BetaScale.K : BetaScale.ABSOLUTE;
        }
    }

    @Option(
            names = {"--vote"},
            paramLabel = "KIND",
            defaultValue = "flat",
            description =
                    "How top items vote. flat: as in the public Python code, with --kg and --kq; multiscale: at the "
                            + "scales 4, 8, 16, ... up to --k, less the votes that chance gives (${DEFAULT-VALUE}).")
    private Kind kind = Kind.FLAT;

    @Option(
            names = {"--k"},
            paramLabel = "N",
            converter = AutoOrNumber.class,
            description = "Largest scale of --vote multiscale, rounded down to a power of two; auto chooses it and the "
                    + "weights of the scales without labels (auto).")
    private @Nullable Integer k;

    @Option(
            names = {"--lists"},
            paramLabel = "ORDER",
            description =
                    "Order of neighbor lists. plain: by distance; scaled: by distance less half the local scale of the "
                            + "neighbor, which moves hubs back (scaled with --vote multiscale, otherwise plain).")
    private @Nullable ListOrder lists;

    @Option(
            names = {"--beta-scale"},
            paramLabel = "HOW",
            description =
                    "Unit of --beta. absolute: as it is; spread: the median less the minimum of a query's distances, for "
                            + "features of any length; k: twice the root of K / 256, at most 2, so that a small K has less "
                            + "weight (k with --vote multiscale, otherwise absolute).")
    private @Nullable BetaScale betaScale;

    /**
     * Returns the request of these options.
     *
     * @param kg as given, or null for the default
     * @param kq as given, or null for the default
     * @param method beta, iterations and the update rule
     * @throws IllegalArgumentException if an option belongs to the other vote
     */
    public ParameterRequest request(@Nullable Integer kg, @Nullable Integer kq, IcfrrParameters method) {
        ListOrder order = lists == null ? kind.lists() : lists;
        IcfrrParameters scaled = method.withBetaScale(betaScale == null ? kind.betaScale() : betaScale);
        if (kind == Kind.MULTISCALE) {
            if (kg != null || kq != null) {
                throw new IllegalArgumentException(
                        "--kg and --kq belong to --vote flat. Use --k for the largest scale of --vote multiscale");
            }
            return ParameterRequest.multiscale(k == null ? ParameterRequest.AUTO : k, order, scaled);
        }
        if (k != null) {
            throw new IllegalArgumentException(
                    "--k belongs to --vote multiscale. Add --vote multiscale, or use --kg and --kq");
        }
        return new ParameterRequest(
                kg == null ? IcfrrParameters.DEFAULT_KG : kg,
                kq == null ? IcfrrParameters.DEFAULT_KQ : kq,
                order,
                scaled);
    }
}
