package dev.icfrr.vision.index;

import dev.icfrr.distance.Centering;
import dev.icfrr.matrix.Matrix;

/**
 * What an index with centered features knows of the domain of queries. It is set on purpose from sample queries;
 * searches never change it.
 *
 * @param queries number of sample queries, at least 1
 * @param mean of their features, D values
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record QueryBank(long queries, double[] mean) {
    public QueryBank {
        if (queries < 1) {
            throw new IllegalArgumentException("a query bank needs at least 1 query, not " + queries);
        }
    }

    /**
     * Returns the bank of sample queries.
     *
     * @param features Q x D, finite, at least one row; not centered
     */
    public static QueryBank of(Matrix features) {
        return new QueryBank(features.rows(), Centering.mean(features));
    }

    @Override
    public String toString() {
        return "QueryBank[" + queries + " queries, " + mean.length + " values each]";
    }
}
