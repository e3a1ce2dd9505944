package dev.icfrr.server.api;

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
 * @param kg the number of neighbors that each voter votes for
 * @param method KQ, beta, the number of iterations and the update rule
 * @param candidates how many of the nearest items are re-ranked; the gallery's size for all
 */
record SearchParameters(int k, int kg, IcfrrParameters method, int candidates) {
    /** The names of the fields in a request. */
    static final Set<String> NAMES = Set.of("k", "kg", "kq", "beta", "iterations", "update", "candidates");

    private static final int DEFAULT_K = 20;
    /** Galleries up to this size are re-ranked whole by default. */
    private static final int WHOLE = 100_000;

    private static final int FEWEST_CANDIDATES = 1000;
    private static final double MOST_BETA = 1000;

    /**
     * Returns the defaults for a gallery. Where classes are known, KG and KQ are half the mean class size, as the authors
     * advise.
     */
    static SearchParameters defaults(Snapshot gallery) {
        int neighbors = gallery.neighbors();
        int half = (int) Math.max(2, Math.round(gallery.meanClassSize().orElse(2.0 * IcfrrParameters.DEFAULT_KQ) / 2));
        int kg = Math.clamp(half, 1, Math.max(1, neighbors));
        int kq = Math.clamp(Math.min(half, IcfrrParameters.DEFAULT_KQ), 1, Math.max(1, gallery.size()));
        return new SearchParameters(
                Math.min(DEFAULT_K, gallery.size()),
                kg,
                IcfrrParameters.DEFAULTS.withKq(kq),
                gallery.size() <= WHOLE ? gallery.size() : Math.max(FEWEST_CANDIDATES, 4 * kq));
    }

    /** Reads a request's fields; the others get the gallery's defaults. */
    static SearchParameters of(Fields fields, Snapshot gallery, Limits limits) {
        SearchParameters defaults = defaults(gallery);
        int size = gallery.size();
        int k = Math.min(fields.integer("k", 1, limits.results()).orElse(defaults.k), size);
        int kg = fields.integer("kg", 1, Math.max(1, gallery.neighbors())).orElse(defaults.kg);
        OptionalInt candidates = fields.integer("candidates", 1, Math.max(size, limits.documents()));
        return new SearchParameters(
                k,
                kg,
                method(fields, defaults.method, size, limits),
                Math.min(size, Math.max(candidates.orElse(defaults.candidates), k)));
    }

    /**
     * Reads KQ, beta, the number of iterations and the update rule.
     *
     * @param size the number of items to rank, which bounds KQ
     */
    static IcfrrParameters method(Fields fields, IcfrrParameters defaults, int size, Limits limits) {
        int kq = fields.integer("kq", 1, limits.documents()).orElse(defaults.kq());
        return new IcfrrParameters(
                Math.min(kq, size),
                fields.number("beta", 0, MOST_BETA).orElse(defaults.beta()),
                fields.integer("iterations", 0, limits.iterations()).orElse(defaults.iterations()),
                update(fields).orElse(defaults.update()));
    }

    /** Returns the parameters for re-ranking a list of documents. */
    SearchParameters forDocuments(int topN, int count) {
        return new SearchParameters(topN, kg, method.withKq(Math.min(method.kq(), count)), count);
    }

    private static Optional<UpdateRule> update(Fields fields) {
        return fields.text("update").map(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "reference" -> UpdateRule.REFERENCE;
            case "accumulating" -> UpdateRule.ACCUMULATING;
            default -> throw fields.wrong("update", "must be 'reference' or 'accumulating'");
        });
    }
}
