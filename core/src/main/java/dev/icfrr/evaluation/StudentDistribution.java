package dev.icfrr.evaluation;

/**
 * Student's t-distribution, computed by the continued fraction of the incomplete beta function (NIST DLMF 8.17.22).
 */
final class StudentDistribution {
    private static final int MOST_TERMS = 10_000;
    private static final double TINY = 1e-300;

    private StudentDistribution() {}

    /** Returns the probability of a value at least as far from 0 as t. */
    static double twoSided(double t, int degrees) {
        double x = degrees / (degrees + t * t);
        return incompleteBeta(degrees / 2.0, 0.5, x);
    }

    /** Returns the regularized incomplete beta function. */
    private static double incompleteBeta(double a, double b, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        // The fraction converges fast only on this side of the mean.
        return x < (a + 1) / (a + b + 2) ? front * fraction(a, b, x) / a : 1 - front * fraction(b, a, 1 - x) / b;
    }

    /** Evaluates the continued fraction 1/(1 + d1/(1 + d2/(1 + ...))) by Lentz's method. */
    private static double fraction(double a, double b, double x) {
        double numerator = 1;
        double denominator = away(1 - (a + b) * x / (a + 1));
        denominator = 1 / denominator;
        double value = denominator;
        for (int m = 1; m <= MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            denominator = 1 / away(1 + even * denominator);
            numerator = away(1 + even / numerator);
            value *= denominator * numerator;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            denominator = 1 / away(1 + odd * denominator);
            numerator = away(1 + odd / numerator);
            double change = denominator * numerator;
            value *= change;
            if (Math.abs(change - 1) < 1e-15) {
                break;
            }
        }
        return value;
    }

    private static double away(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /**
     * Returns the logarithm of the gamma function by Stirling's series, at an argument large enough for full precision.
     */
    private static double logGamma(double x) {
        double shift = 0;
        double at = x;
        while (at < 15) {
            shift += Math.log(at);
            at += 1;
        }
        double inverse = 1 / (at * at);
        double series = (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680)))) / at;
        return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
    }
}
