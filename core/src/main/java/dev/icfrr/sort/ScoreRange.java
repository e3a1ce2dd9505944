package dev.icfrr.sort;

/**
 * The range of some scores. Immutable.
 *
 * @param least of the scores; infinity if there are none
 * @param greatest of the scores; minus infinity if there are none
 */
record ScoreRange(double least, double greatest) {

    /** Returns the range of the first {@code count} scores. */
    static ScoreRange of(double[] scores, int count) {
        // One range of each quarter: a single one would wait for the comparison before.
        int quarter = count / 4;
        double leastOfA = Double.POSITIVE_INFINITY;
        double leastOfB = leastOfA;
        double leastOfC = leastOfA;
        double leastOfD = leastOfA;
        double greatestOfA = Double.NEGATIVE_INFINITY;
        double greatestOfB = greatestOfA;
        double greatestOfC = greatestOfA;
        double greatestOfD = greatestOfA;
        for (int i = 0; i < quarter; i++) {
            double a = scores[i];
            double b = scores[i + quarter];
            double c = scores[i + 2 * quarter];
            double d = scores[i + 3 * quarter];
            leastOfA = Math.min(leastOfA, a);
            leastOfB = Math.min(leastOfB, b);
            leastOfC = Math.min(leastOfC, c);
            leastOfD = Math.min(leastOfD, d);
            greatestOfA = Math.max(greatestOfA, a);
            greatestOfB = Math.max(greatestOfB, b);
            greatestOfC = Math.max(greatestOfC, c);
            greatestOfD = Math.max(greatestOfD, d);
        }
        for (int i = 4 * quarter; i < count; i++) {
            leastOfA = Math.min(leastOfA, scores[i]);
            greatestOfA = Math.max(greatestOfA, scores[i]);
        }
        return new ScoreRange(
                Math.min(Math.min(leastOfA, leastOfB), Math.min(leastOfC, leastOfD)),
                Math.max(Math.max(greatestOfA, greatestOfB), Math.max(greatestOfC, greatestOfD)));
    }
}
