package dev.icfrr.evaluation;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads scores and grades in the notations that Python and trec_eval write. */
final class NumberText {

    /** Excludes what only Java reads, for example {@code 1f} and {@code 0x1p3}. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private NumberText() {}

    /**
     * Returns a score: a decimal number, {@code inf}, {@code infinity} or {@code nan}, with or without a sign, in any
     * case.
     *
     * @throws NumberFormatException for other text
     */
    static double score(String text) {
        if (DECIMAL.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        boolean negative = text.startsWith("-");
        String word = negative || text.startsWith("+") ? text.substring(1) : text;
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> throw new NumberFormatException(text);
        };
    }

    /**
     * Returns a grade: a whole number of 32 bits, which may be written like {@code 1.0}.
     *
     * @throws NumberFormatException for other text
     */
    static int grade(String text) {
        if (!DECIMAL.matcher(text).matches() || text.length() > 40) {
            throw new NumberFormatException(text);
        }
        try {
            return new BigDecimal(text).intValueExact();
        } catch (ArithmeticException e) {
            throw new NumberFormatException(text);
        }
    }
}
