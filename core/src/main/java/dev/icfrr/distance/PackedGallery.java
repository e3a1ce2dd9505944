package dev.icfrr.distance;

import dev.icfrr.kernel.BlockProducts;
import dev.icfrr.kernel.BlockProducts.Panel;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** Panels that are packed once and kept for all blocks of queries and all threads. Safe to share between threads. */
final class PackedGallery implements GalleryPanels {
    /** The size of a cache line. */
    static final long ALIGNMENT = 64;

    private final Panel[] panels;
    private final int panelRows;
    private final double largest;

    private PackedGallery(Panel[] panels, int panelRows, double[] squaredLengths) {
        this.panels = panels;
        this.panelRows = panelRows;
        largest = Arrays.stream(squaredLengths).max().orElse(0);
    }

    /**
     * Packs a gallery in parallel.
     *
     * @param arena takes the panels
     * @param products called once per thread
     * @return empty if the JVM's limit of memory outside the heap is too low
     * @throws IllegalArgumentException if a feature is not finite, naming the place
     */
    static Optional<PackedGallery> of(
            Matrix gallery, Supplier<BlockProducts> products, Arena arena, Parallelism parallelism) {
        BlockProducts layout = products.get();
        int panelRows = layout.panelRows();
        Panel[] panels = new Panel[Math.ceilDiv(gallery.rows(), panelRows)];
        double[] squaredLengths = new double[panels.length * panelRows];
        MemorySegment memory;
        try {
            memory = arena.allocate(panels.length * layout.panelBytes(), ALIGNMENT);
        } catch (OutOfMemoryError _) {
            return Optional.empty();
        }
        Arrays.setAll(panels, i -> new Panel(memory, i * layout.panelBytes(), squaredLengths, i * panelRows));
        parallelism.forEachRow(panels.length, () -> {
            PanelPacker packer = new PanelPacker(gallery, products.get());
            return i -> packer.pack(i * panelRows, panels[i]);
        });
        return Optional.of(new PackedGallery(panels, panelRows, squaredLengths));
    }

    @Override
    public Panel startingAt(int item) {
        return panels[item / panelRows];
    }

    @Override
    public double largestSquaredLength() {
        return largest;
    }
}
