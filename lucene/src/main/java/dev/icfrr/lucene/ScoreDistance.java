package dev.icfrr.lucene;

import java.util.function.DoubleSupplier;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;

/**
 * Turns a first-pass score into a distance. Re-ranking adds bonuses of at most {@code beta} to minus the distance,
 * so the scale of the distance matters, not only its order. The authors' beta of 0.5 fits Euclidean distances of
 * features of unit length, which lie between 0 and 2.
 */
@FunctionalInterface
public interface ScoreDistance {

    /** Returns a finite distance, which falls as the score rises. */
    double of(float score);

    /**
     * Returns the inverse of Lucene's score of a vector search.
     *
     * <table>
     * <caption>by similarity function</caption>
     * <tr><td>{@code EUCLIDEAN}</td><td>Euclidean distance d of the vectors as they are, from 1 / (1 + d²)</td></tr>
     * <tr><td>{@code COSINE}, {@code DOT_PRODUCT}</td><td>Euclidean distance of the vectors at unit length,
     *     {@code sqrt(2 - 2 cos)}, from (1 + cos) / 2</td></tr>
     * <tr><td>{@code MAXIMUM_INNER_PRODUCT}</td><td>minus the inner product p, from 1 + p, or 1 / (1 - p) below
     * 0</td></tr>
     * </table>
     *
     * Lucene scores the dot product p of bytes as {@code 1/2 + p / (dimensions * 2^15)}. It requires vectors of one
     * length, and that length gives the cosine.
     *
     * @param squaredLength squared length of the vectors; read only for bytes under {@code DOT_PRODUCT}
     */
    static ScoreDistance of(
            VectorSimilarityFunction function, VectorEncoding encoding, int dimensions, DoubleSupplier squaredLength) {
        return switch (function) {
            case EUCLIDEAN -> score -> Math.sqrt(Math.max(0, 1 / similarity(score, function) - 1));
            case COSINE -> score -> atUnitLength(similarity(score, function));
            case DOT_PRODUCT -> {
                ScoreDistance distance = encoding == VectorEncoding.BYTE
                        ? ofByteDotProduct(dimensions, squaredLength.getAsDouble())
                        : ScoreDistance::atUnitLength;
                yield score -> distance.of((float) similarity(score, function));
            }
            case MAXIMUM_INNER_PRODUCT -> score -> score < 1 ? 1d / score - 1 : 1d - score;
        };
    }

    /**
     * Returns the score of a vector search.
     *
     * @throws IllegalArgumentException if no vector search gives such a score
     */
    private static double similarity(float score, VectorSimilarityFunction function) {
        // Vectors of unit length have a dot product a little above 1.
        if (!(score >= 0 && score <= 1.001f)) {
            throw new IllegalArgumentException("the first-pass score " + score + " is no similarity of " + function
                    + ", which is between 0 and 1. The first pass must be a search of the vector field; for other"
                    + " scores give IcfrrReranking a ScoreDistance (withDistance)");
        }
        return score;
    }

    private static double atUnitLength(double score) {
        return 2 * Math.sqrt(Math.max(0, 1 - score));
    }

    private static ScoreDistance ofByteDotProduct(int dimensions, double squaredLength) {
        double scale = squaredLength == 0 ? 0 : dimensions * (double) (1 << 15) / squaredLength;
        return score -> Math.sqrt(Math.max(0, 2 - 2 * (score - 0.5) * scale));
    }
}
