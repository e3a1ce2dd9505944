package dev.icfrr.distance;

/**
 * The distances of one query to a gallery, with a bound of their difference from the canonical ones. Where a bound
 * leaves two items too close to call, their canonical distances decide. One object serves one thread.
 */
public interface BoundedDistances {

    /**
     * Returns distances that are canonical.
     *
     * @param distances by item; not copied
     */
    static BoundedDistances canonical(double[] distances) {
        return new BoundedDistances() {
            @Override
            public void copyNegated(double[] into) {
                for (int item = 0; item < distances.length; item++) {
                    into[item] = -distances[item];
                }
            }

            @Override
            public boolean areCanonical() {
                return true;
            }

            @Override
            public double leastBounded() {
                return 0;
            }

            @Override
            public double error(double least) {
                return 0;
            }

            @Override
            public double canonical(int item) {
                return distances[item];
            }

            @Override
            public double[] canonical() {
                return distances;
            }
        };
    }

    /** Writes minus the distances, by item. */
    void copyNegated(double[] into);

    /** Returns whether all distances are canonical. */
    boolean areCanonical();

    /**
     * Returns the value from which on a distance has a bound. Where a distance is below it, the canonical distance is
     * at most a thousandth above it.
     */
    double leastBounded();

    /**
     * Returns the largest difference of distances from the canonical ones.
     *
     * @param least no distance whose difference matters has a smaller value; at least {@link #leastBounded}
     */
    double error(double least);

    /** Computes the canonical distance to an item. */
    double canonical(int item);

    /** Computes the canonical distances to all items. */
    double[] canonical();
}
