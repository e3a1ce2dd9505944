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
 * How to re-rank.
 *
 * @param k results wanted
 * @param kg neighbors of an item that count
 * @param method KQ, beta, the number of iterations and the update rule
 * @param candidates how many of the nearest items are re-ranked; the gallery's size for all
 */
public record SearchParameters(int k, int kg, IcfrrParameters method, int candidates) {
    /** The names of the fields. */
    public static final Set<String> NAMES = Set.of("k", "kg", "kq", "beta", "iterations", "update", "candidates");

    private static final int DEFAULT_K = 20;
    /** Galleries up to this size are re-ranked whole unless a request says otherwise. */
    private static final int WHOLE = 100_000;

    private static final int FEWEST_CANDIDATES = 1000;
    private static final double MOST_BETA = 1000;

    /**
     * What a gallery is searched with when a request says nothing: KG and KQ of half a class, as the authors advise, where
     * classes are known.
     */
    public static SearchParameters defaults(Snapshot gallery) {
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

    /** What a request's fields say, and the gallery's defaults for the others. */
    public static SearchParameters of(Fields fields, Snapshot gallery, Limits limits) {
        SearchParameters defaults = defaults(gallery);
        int size = gallery.size();
        int k = Math.min(fields.integer("k", 1, limits.results()).orElse(defaults.k), size);
        int kg = fields.integer("kg", 1, Math.max(1, gallery.neighbors())).orElse(defaults.kg);
        int kq = fields.integer("kq", 1, limits.documents()).orElse(defaults.method.kq());
        OptionalInt candidates = fields.integer("candidates", 1, Math.max(size, limits.documents()));
        IcfrrParameters method = new IcfrrParameters(
                Math.min(kq, size),
                fields.number("beta", 0, MOST_BETA).orElse(defaults.method.beta()),
                fields.integer("iterations", 0, limits.iterations()).orElse(defaults.method.iterations()),
                update(fields).orElse(defaults.method.update()));
        return new SearchParameters(k, kg, method, Math.min(size, Math.max(candidates.orElse(defaults.candidates), k)));
    }

    private static Optional<UpdateRule> update(Fields fields) {
        return fields.text("update").map(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "reference" -> UpdateRule.REFERENCE;
            case "accumulating" -> UpdateRule.ACCUMULATING;
            default -> throw fields.wrong("update", "must be 'reference' or 'accumulating'");
        });
    }
}
