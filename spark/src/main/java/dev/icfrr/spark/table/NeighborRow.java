package dev.icfrr.spark.table;

/** A row of the table of neighbor lists, as a bean for Spark's encoders. */
public final class NeighborRow implements java.io.Serializable {
    private int item;
    private int[] neighbors = {};

    /** Required by Spark. */
    public NeighborRow() {}

    NeighborRow(int item, int[] neighbors) {
        this.item = item;
        this.neighbors = neighbors;
    }

    public int getItem() {
        return item;
    }

    public void setItem(int value) {
        item = value;
    }

    public int[] getNeighbors() {
        return neighbors;
    }

    public void setNeighbors(int[] value) {
        neighbors = value;
    }
}
