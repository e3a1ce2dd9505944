package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import java.util.Locale;

/** The meaning of first-stage scores. */
enum ScoreMeaning {
    /** Larger is better; no other meaning. */
    SIMILARITY,
    /** Cosines of unit vectors. They become the Euclidean distances of those vectors. */
    COSINE,
    /** Smaller is better. */
    DISTANCE;

    /** Returns the distance that a score stands for. */
    double distance(double score) {
        return switch (this) {
            case SIMILARITY -> -score;
            case COSINE -> Math.sqrt(Math.max(0, 2 - 2 * score));
            case DISTANCE -> score;
        };
    }

    /** Reads the field {@code scores}; similarity if it is missing. */
    static ScoreMeaning of(Fields fields) {
        return fields.text("scores")
                .map(name -> switch (name.toLowerCase(Locale.ROOT)) {
                    case "similarity" -> SIMILARITY;
                    case "cosine" -> COSINE;
                    case "distance" -> DISTANCE;
                    default -> throw fields.wrong("scores", "must be 'similarity', 'cosine' or 'distance'");
                })
                .orElse(SIMILARITY);
    }
}
