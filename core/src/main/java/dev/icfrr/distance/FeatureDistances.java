package dev.icfrr.distance;

import dev.icfrr.kernel.BlockProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** Euclidean distances that are computed from features, as roots of {@link QueryGalleryDistances}. */
record FeatureDistances(Matrix queryFeatures, Matrix gallery) implements DistanceSource {

    /** Queries at a time from which packing gallery rows is worth it. */
    private static final int WORTH_PACKING = 24;

    /** Queries that share one reading if there is memory for their distances. */
    private static final int MOST_QUERIES = 224;

    private static final int MOST_DISTANCES = 2 * QueryGalleryDistances.DISTANCES_AT_A_TIME;

    /** The packed gallery takes at most this part of the memory that the JVM may take, and distances as much. */
    private static final int MEMORY_SHARE = 4;

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
        long memory = Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
        int distances = Math.clamp(
                memory / Double.BYTES / parallelism.threads(),
                QueryGalleryDistances.DISTANCES_AT_A_TIME,
                MOST_DISTANCES);
        return QueryGalleryDistances.queriesAtATime(queries(), gallerySize(), parallelism, MOST_QUERIES, distances);
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
    public long packedBytes(Parallelism parallelism) {
        int blocks = Math.ceilDiv(queries(), queriesAtATime(parallelism));
        long bytes = (long) gallerySize() * gallery.columns() * Float.BYTES;
        return blocks > 1
                        && hasBounds(parallelism)
                        && bytes <= Runtime.getRuntime().maxMemory() / MEMORY_SHARE
                ? bytes
                : 0;
    }

    private boolean hasBounds(Parallelism parallelism) {
        return queryFeatures.isSinglePrecision()
                && gallery.isSinglePrecision()
                && queriesAtATime(parallelism) >= WORTH_PACKING
                && kernels().blockProducts(gallery.columns()).isPresent();
    }

    private Kernels kernels() {
        return Kernels.forGallery(Math.max(queries(), gallerySize()), gallery.columns());
    }

    private BlockProducts products() {
        return kernels().blockProducts(gallery.columns()).orElseThrow();
    }

    @Override
    public void forEachBounded(Parallelism parallelism, Supplier<BoundedWorker> worker) {
        if (!hasBounds(parallelism)) {
            DistanceSource.super.forEachBounded(parallelism, worker);
            return;
        }
        try (Arena arena = Arena.ofShared()) {
            Optional<PackedGallery> packed = packedBytes(parallelism) > 0
                    ? PackedGallery.of(gallery, this::products, arena, parallelism)
                    : Optional.empty();
            int atATime = queriesAtATime(parallelism);
            parallelism.forEachBlock(queries(), atATime, () -> {
                BlockProducts products = products();
                GalleryPanels panels = packed.isPresent() ? packed.get() : new PanelPacker(gallery, products);
                BlockBounds bounds = new BlockBounds(queryFeatures, gallery, products, panels);
                return blockWorker(bounds, new double[Math.multiplyExact(atATime, gallerySize())], worker.get());
            });
        }
    }

    /** @param rows memory for the distances of a block */
    private Parallelism.BlockWorker blockWorker(BlockBounds bounds, double[] rows, BoundedWorker worker) {
        Reader canonical = reader();
        int size = gallerySize();
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
                    worker.accept(query, bounds);
                } else {
                    double[] distances = Arrays.copyOfRange(rows, row * size, (row + 1) * size);
                    worker.accept(query, BoundedDistances.canonical(distances));
                }
            }
        };
    }
}
