package dev.icfrr.distance;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.function.Supplier;

/** Euclidean distances that are computed from features, as roots of {@link QueryGalleryDistances}. */
record FeatureDistances(Matrix queryFeatures, Matrix gallery) implements DistanceSource {

    /** Queries at a time from which packing gallery rows is worth it. */
    private static final int WORTH_PACKING = 24;

    FeatureDistances {
        QueryGalleryDistances.requireSameLength(queryFeatures, gallery);
    }

    @Override
    public int queries() {
        return queryFeatures.rows();
    }

    @Override
    public int gallerySize() {
        return gallery.rows();
    }

    @Override
    public DistanceSource select(int[] queries) {
        return new FeatureDistances(queryFeatures.selectRows(queries), gallery);
    }

    @Override
    public int queriesAtATime(Parallelism parallelism) {
        return QueryGalleryDistances.queriesAtATime(queries(), gallerySize(), parallelism);
    }

    @Override
    public Reader reader() {
        QueryGalleryDistances distances = new QueryGalleryDistances(queryFeatures, gallery);
        int size = gallerySize();
        return (first, end, rows) -> {
            distances.squared(first, end, rows);
            for (int i = 0; i < (end - first) * size; i++) {
                rows[i] = Math.sqrt(rows[i]);
            }
        };
    }

    @Override
    public void forEachBounded(Parallelism parallelism, Supplier<BoundedWorker> worker) {
        int columns = gallery.columns();
        int size = gallerySize();
        int atATime = queriesAtATime(parallelism);
        Kernels kernels = Kernels.forGallery(Math.max(queries(), size), columns);
        boolean singles = queryFeatures.isSinglePrecision() && gallery.isSinglePrecision();
        if (!singles
                || atATime < WORTH_PACKING
                || kernels.blockProducts(columns).isEmpty()) {
            DistanceSource.super.forEachBounded(parallelism, worker);
            return;
        }
        parallelism.forEachBlock(queries(), atATime, () -> {
            BlockBounds bounds = new BlockBounds(
                    queryFeatures, gallery, kernels.blockProducts(columns).orElseThrow());
            double[] rows = new double[Math.multiplyExact(atATime, size)];
            Reader canonical = reader();
            BoundedWorker boundedWorker = worker.get();
            return (first, end) -> {
                boolean bounded = !bounds.areNoGain();
                if (bounded) {
                    bounds.read(first, end, rows);
                } else {
                    canonical.read(first, end, rows);
                }
                for (int query = first; query < end; query++) {
                    int row = query - first;
                    if (bounded) {
                        bounds.moveTo(query, row);
                    }
                    boundedWorker.accept(
                            query,
                            bounded
                                    ? bounds
                                    : BoundedDistances.canonical(
                                            Arrays.copyOfRange(rows, row * size, (row + 1) * size)));
                }
            };
        });
    }
}
