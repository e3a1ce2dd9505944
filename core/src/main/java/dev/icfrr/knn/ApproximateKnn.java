package dev.icfrr.knn;

/**
 * A graph of approximate neighbors and its quality.
 *
 * @param graph the graph; its lists are in the right order, and some true neighbors may be missing
 * @param recall share of the true nearest items found (the item itself counts), estimated by comparing {@code sampled}
 *     items with the whole gallery
 * @param sampled items in that sample
 * @param compared share of all pairs of items that were compared; 1 is as much work as exact neighbors
 */
public record ApproximateKnn(KnnGraph graph, double recall, int sampled, double compared) {}
