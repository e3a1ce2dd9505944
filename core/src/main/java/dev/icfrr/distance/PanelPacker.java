package dev.icfrr.distance;

import dev.icfrr.kernel.BlockProducts;
import dev.icfrr.kernel.BlockProducts.Panel;
import dev.icfrr.matrix.Finite;
import dev.icfrr.matrix.Matrix;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** Panels that are packed when they are needed, into the memory of one of them. One object serves one thread. */
final class PanelPacker implements GalleryPanels {
    private final Matrix gallery;
    private final BlockProducts products;
    private final int columns;
    private final float[] row;
    private final float[] rows;
    private final Panel own;
    private boolean checked;
    private double largest;

    PanelPacker(Matrix gallery, BlockProducts products) {
        this.gallery = gallery;
        this.products = products;
        columns = gallery.columns();
        row = new float[columns];
        rows = new float[Math.multiplyExact(products.panelRows(), columns)];
        own = new Panel(
                Arena.ofAuto().allocate(products.panelBytes(), PackedGallery.ALIGNMENT),
                0,
                new double[products.panelRows()],
                0);
    }

    @Override
    public Panel startingAt(int item) {
        pack(item, own);
        checked |= item + products.panelRows() >= gallery.rows();
        return own;
    }

    /** Packs the panel that starts with an item. */
    void pack(int item, Panel into) {
        int count = Math.min(products.panelRows(), gallery.rows() - item);
        for (int i = 0; i < count; i++) {
            gallery.copyRow(item + i, row);
            if (!checked) {
                Finite.requireFinite(row, columns, item + i);
            }
            System.arraycopy(row, 0, rows, i * columns, columns);
        }
        Arrays.fill(rows, count * columns, rows.length, 0f);
        products.pack(rows, into);
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, into.squaredLengths()[into.first() + i]);
        }
    }

    @Override
    public double largestSquaredLength() {
        return largest;
    }
}
