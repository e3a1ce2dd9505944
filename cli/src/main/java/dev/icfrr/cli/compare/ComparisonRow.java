package dev.icfrr.cli.compare;

import dev.icfrr.evaluation.Evaluation;
import java.util.Optional;

/**
 * One method's or file's line of a comparison.
 *
 * @param name of the method with its parameters, or of the file
 * @param evaluation its value for every query
 * @param cost what it took, if it was run here
 */
public record ComparisonRow(String name, Evaluation evaluation, Optional<Cost> cost) {

    /**
     * What a method took.
     *
     * @param prepareSeconds for what depends on the gallery alone
     * @param queryMillis per query, all else included, on all threads together
     * @param peakHeapBytes the most heap in use beyond what was in use before, garbage included
     */
    public record Cost(double prepareSeconds, double queryMillis, long peakHeapBytes) {}
}
