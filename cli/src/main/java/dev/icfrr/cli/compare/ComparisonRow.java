package dev.icfrr.cli.compare;

import dev.icfrr.evaluation.Evaluation;
import java.util.Optional;

/**
 * The results of one method or file.
 *
 * @param name of the method with its parameters, or of the file
 * @param evaluation values of every query
 * @param cost time and memory, if the method was run here
 */
public record ComparisonRow(String name, Evaluation evaluation, Optional<Cost> cost) {

    /**
     * Time and memory of a method.
     *
     * @param prepareSeconds for work that depends only on the gallery
     * @param queryMillis all other work per query, on all threads together
     * @param peakHeapBytes peak heap use minus the use before, with garbage
     */
    public record Cost(double prepareSeconds, double queryMillis, long peakHeapBytes) {}
}
