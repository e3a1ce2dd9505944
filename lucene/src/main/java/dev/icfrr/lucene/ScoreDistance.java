package dev.icfrr.lucene;

import java.util.function.DoubleSupplier;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;

/**
 * What distance a first-pass score stands for. Re-ranking adds bonuses of 0 to {@code beta} to minus a distance, so the
 * distance must not only order hits but be on a scale that {@code beta} is meant for: the authors' 0.5 is meant for Euclidean
 * distances of features of unit length, which lie between 0 and 2.
 */
@FunctionalInterface
public interface ScoreDistance {

    /** The distance, smaller is better; finite. Falls as the score rises. */
    double of(float score);

    /**
     * The distance behind Lucene's own score of a vector search.
     *
     * <table>
     * <caption>by similarity function</caption>
     * <tr><td>{@code EUCLIDEAN}</td><td>Euclidean distance d of the vectors as they are, from 1 / (1 + d²)</td></tr>
     * <tr><td>{@code COSINE}, {@code DOT_PRODUCT}</td><td>Euclidean distance of the vectors at unit length,
     *     {@code sqrt(2 - 2 cos)}, from (1 + cos) / 2</td></tr>
     * <tr><td>{@code MAXIMUM_INNER_PRODUCT}</td><td>minus the inner product p, from 1 + p, or 1 / (1 - p) below 0</td></tr>
     * </table>
     *
     * The dot product of bytes is scored as {@code 1/2 + p / (dimensions * 2^15)}, where the common length of all vectors,
     * which that function requires, tells the cosine.
     *
     * @param squaredLength of the vectors, asked for with bytes under {@code DOT_PRODUCT} alone
     */
    static ScoreDistance of(
            VectorSimilarityFunction function, VectorEncoding encoding, int dimensions, DoubleSupplier squaredLength) {
        return switch (function) {
            case EUCLIDEAN -> score -> Math.sqrt(Math.max(0, 1d / score - 1));
            case COSINE -> ScoreDistance::atUnitLength;
            case DOT_PRODUCT ->
                encoding == VectorEncoding.BYTE
                        ? ofByteDotProduct(dimensions, squaredLength.getAsDouble())
                        : ScoreDistance::atUnitLength;
            case MAXIMUM_INNER_PRODUCT -> score -> score < 1 ? 1d / score - 1 : 1d - score;
        };
    }

    private static double atUnitLength(float score) {
        return 2 * Math.sqrt(Math.max(0, 1d - score));
    }

    private static ScoreDistance ofByteDotProduct(int dimensions, double squaredLength) {
        double scale = squaredLength == 0 ? 0 : dimensions * (double) (1 << 15) / squaredLength;
        return score -> Math.sqrt(Math.max(0, 2 - 2 * (score - 0.5) * scale));
    }
}
