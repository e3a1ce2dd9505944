package dev.icfrr.knn;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

/**
 * The radii of neighbor lists: the squared distance of each item to the last neighbor of its list, rounded up to single
 * precision. Only an item within the radius of a list enters that list. A list that gains items shrinks, so its radius
 * stays an upper bound.
 */
public final class ListRadii {
    private ListRadii() {}

    /**
     * Computes the radii of some lists.
     *
     * @param graph with at least one neighbor per item
     * @param features of the graph's items in single precision, finite
     * @param first the first item
     * @return a radius for each item from the first one on
     */
    public static float[] of(KnnGraph graph, Matrix features, int first, Parallelism parallelism) {
        float[] radii = new float[graph.size() - first];
        int last = graph.neighborsPerItem() - 1;
        parallelism.forEachRow(radii.length, () -> {
            ListInsertion list = new ListInsertion(
                    features,
                    Kernels.forGallery(features.rows(), features.columns()).distances());
            return row -> {
                list.start(first + row);
                radii[row] = roundedUp(list.squaredTo(graph.lists().get(first + row, last)));
            };
        });
        return radii;
    }

    private static float roundedUp(double value) {
        float rounded = (float) value;
        return rounded < value ? Math.nextUp(rounded) : rounded;
    }
}
