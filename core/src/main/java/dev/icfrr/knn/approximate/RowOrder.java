package dev.icfrr.knn.approximate;

import dev.icfrr.io.ReadAhead;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.DistanceOrder;
import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of a gallery in the order of their clusters, to sort them by distance in all dimensions. */
final class RowOrder {
    private final Matrix features;
    private final DeduplicatedRows distinct;
    private final int[] order;
    private final Optional<Matrix> copy;
    private final Optional<Matrix> reduced;
    private final boolean reducedInOrder;
    private final Kernels kernels;

    /**
     * Takes rows.
     *
     * @param order the group of equal rows at each position
     * @param copy the distinct rows in that order, if there is a copy
     * @param reduced the rows in fewer dimensions, if there are such
     * @param reducedInOrder whether these are only the distinct ones, in that order
     */
    RowOrder(
            Matrix features,
            DeduplicatedRows distinct,
            int[] order,
            Optional<Matrix> copy,
            Optional<Matrix> reduced,
            boolean reducedInOrder,
            Kernels kernels) {
        this.features = features;
        this.distinct = distinct;
        this.order = order;
        this.copy = copy;
        this.reduced = reduced;
        this.reducedInOrder = reducedInOrder;
        this.kernels = kernels;
    }

    /** Prepares for reading the copies in any order: reads them in sequence, as much as the memory holds. */
    void readInAnyOrder() {
        Stream.concat(copy.stream(), reduced.stream())
                .map(FloatMemory::of)
                .filter(memory -> memory != null && memory.isMapped())
                .forEach(memory -> {
                    memory.load();
                    ReadAhead.turnOff(memory);
                });
    }

    /** Returns the group of equal rows at a position. */
    int group(int position) {
        return order[position];
    }

    /** Returns an object for one thread that sorts rows by distance. */
    DistanceOrder newOrder() {
        return new DistanceOrder(features, distinct, order, copy.orElse(null), kernels);
    }

    /** Returns an object for one thread that finds the nearest rows in fewer dimensions; empty if there are none. */
    Optional<NearestReduced> newReduced() {
        return reduced.map(rows -> new NearestReduced(
                rows,
                position -> reducedInOrder ? position : distinct.first(order[position]),
                kernels.rowDistances(),
                kernels.selection()));
    }
}
