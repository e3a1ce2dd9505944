package dev.icfrr.server.api;

import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The parameters of a search.
 *
 * @param k the number of results
 * @param kg the number of neighbors that each voter votes for; K for the multi-scale vote
 * @param method the vote, KQ or K, beta, the number of iterations and the update rule
 * @param candidates how many of the nearest items are re-ranked; the gallery's size for all
 */
record SearchParameters(int k, int kg, IcfrrParameters method, int candidates) {
    /** The names of the fields that say how to re-rank. */
    static final Set<String> METHOD =
            Set.of("vote", "vote_k", "kg", "kq", "beta", "beta_scale", "iterations", "update");

    private static final int DEFAULT_K = 20;
    /** Galleries up to this size are re-ranked whole by default. */
    private static final int WHOLE = 100_000;

    private static final int FEWEST_CANDIDATES = 1000;
    private static final double MOST_BETA = 1000;

    /** Returns the defaults for a gallery: the vote that its index was built with. */
    static SearchParameters defaults(Snapshot gallery) {
        return gallery.votesAtScales() ? multiscale(gallery) : flat(gallery);
    }

    /**
     * Returns the defaults of the flat vote. Where classes are known, KG and KQ are half the mean class size, as the
     * authors advise.
     */
    static SearchParameters flat(Snapshot gallery) {
        int neighbors = gallery.neighbors();
        int half = (int) Math.max(2, Math.round(gallery.meanClassSize().orElse(2.0 * IcfrrParameters.DEFAULT_KQ) / 2));
        int kg = Math.clamp(half, 1, Math.max(1, neighbors));
        int kq = Math.clamp(Math.min(half, IcfrrParameters.DEFAULT_KQ), 1, Math.max(1, gallery.size()));
        return with(gallery, kg, IcfrrParameters.DEFAULTS.withKq(kq));
    }

    /** Returns the defaults of the multi-scale vote. */
    private static SearchParameters multiscale(Snapshot gallery) {
        IcfrrParameters method = gallery.scales().method();
        return with(gallery, method.kq(), method);
    }

    private static SearchParameters with(Snapshot gallery, int kg, IcfrrParameters method) {
        return new SearchParameters(
                Math.min(DEFAULT_K, gallery.size()),
                kg,
                method,
                gallery.size() <= WHOLE ? gallery.size() : Math.max(FEWEST_CANDIDATES, 4 * method.kq()));
    }

    /** Reads a request's fields; the others get the gallery's defaults. */
    static SearchParameters of(Fields fields, Snapshot gallery, Limits limits) {
        int size = gallery.size();
        boolean multiscale = isMultiscale(fields, gallery.votesAtScales());
        SearchParameters defaults = multiscale ? multiscale(gallery) : flat(gallery);
        int k = Math.min(fields.integer("k", 1, limits.results()).orElse(defaults.k), size);
        int kg = defaults.kg;
        IcfrrParameters method = defaults.method;
        if (multiscale) {
            OptionalInt voteK = voteK(fields, gallery.scales().largest());
            method = voteK.isPresent() ? gallery.scales().method(voteK.getAsInt()) : method;
            kg = method.kq();
        } else {
            kg = fields.integer("kg", 1, Math.max(1, gallery.neighbors())).orElse(kg);
            method = method.withKq(kq(fields, method, size, limits));
        }
        OptionalInt candidates = fields.integer("candidates", 1, Math.max(size, limits.documents()));
        return new SearchParameters(
                k,
                kg,
                method(fields, method, limits),
                Math.min(size, Math.max(candidates.orElse(defaults.candidates), k)));
    }

    /**
     * Reads which vote a request asks for. KG and KQ belong to the flat vote, so they ask for it.
     *
     * @param byDefault whether the vote is multi-scale if the request does not say
     */
    static boolean isMultiscale(Fields fields, boolean byDefault) {
        boolean flatFields = fields.has("kg") || fields.has("kq");
        boolean multiscale = fields.text("vote")
                .map(name -> switch (name.toLowerCase(Locale.ROOT)) {
                    case "flat" -> false;
                    case "multiscale" -> true;
                    default -> throw fields.wrong("vote", "must be 'flat' or 'multiscale'");
                })
                .orElse(!flatFields && (byDefault || fields.has("vote_k")));
        if (multiscale && flatFields) {
            throw fields.wrong(
                    fields.has("kg") ? "kg" : "kq", "belongs to the flat vote: use 'vote_k', or 'vote': 'flat'");
        }
        if (!multiscale && fields.has("vote_k")) {
            throw fields.wrong("vote_k", "belongs to the multi-scale vote: use 'kg' and 'kq', or 'vote': 'multiscale'");
        }
        return multiscale;
    }

    /** Reads K of the multi-scale vote. */
    static OptionalInt voteK(Fields fields, int most) {
        return fields.integer("vote_k", 1, most);
    }

    /**
     * Reads KQ of the flat vote.
     *
     * @param size the number of items to rank, which bounds KQ
     */
    static int kq(Fields fields, IcfrrParameters defaults, int size, Limits limits) {
        return Math.min(fields.integer("kq", 1, limits.documents()).orElse(defaults.kq()), size);
    }

    /** Reads beta and its scale, the number of iterations and the update rule. */
    static IcfrrParameters method(Fields fields, IcfrrParameters defaults, Limits limits) {
        return defaults.withBeta(fields.number("beta", 0, MOST_BETA).orElse(defaults.beta()))
                .withBetaScale(betaScale(fields).orElse(defaults.betaScale()))
                .withIterations(
                        fields.integer("iterations", 0, limits.iterations()).orElse(defaults.iterations()))
                .withUpdate(update(fields).orElse(defaults.update()));
    }

    /** Returns whether the vote is multi-scale. */
    boolean isMultiscale() {
        return method.vote().isMultiscale();
    }

    /** Returns the parameters for re-ranking a list of documents. */
    SearchParameters forDocuments(int topN, int count) {
        // Fewer documents cast fewer votes, but scales and weights stay those of the gallery.
        IcfrrParameters bounded = isMultiscale() ? method : method.withKq(Math.min(method.kq(), count));
        return new SearchParameters(topN, kg, bounded, count);
    }

    private static Optional<UpdateRule> update(Fields fields) {
        return fields.text("update").map(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "reference" -> UpdateRule.REFERENCE;
            case "accumulating" -> UpdateRule.ACCUMULATING;
            default -> throw fields.wrong("update", "must be 'reference' or 'accumulating'");
        });
    }

    private static Optional<BetaScale> betaScale(Fields fields) {
        return fields.text("beta_scale").map(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "absolute" -> BetaScale.ABSOLUTE;
            case "spread" -> BetaScale.SPREAD;
            case "k" -> BetaScale.K;
            default -> throw fields.wrong("beta_scale", "must be 'absolute', 'spread' or 'k'");
        });
    }
}
