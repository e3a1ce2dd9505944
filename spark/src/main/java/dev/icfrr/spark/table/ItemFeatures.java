package dev.icfrr.spark.table;

import dev.icfrr.knn.FeatureBlock;
import dev.icfrr.matrix.Matrix;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Features of some items, with all values in one array to travel between machines.
 *
 * @param items indices, ascending
 * @param columns length of a feature; 0 if only the numbers of the items travel
 * @param values row after row
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record ItemFeatures(int[] items, int columns, float[] values) implements Serializable {

    public int size() {
        return items.length;
    }

    /** Returns items without features: what travels if tasks can read the features themselves. */
    public static ItemFeatures numbers(int[] items) {
        return new ItemFeatures(items, 0, new float[0]);
    }

    static ItemFeatures of(int[] items, Matrix features) {
        return new ItemFeatures(items, features.columns(), features.toFloatArray());
    }

    public Matrix matrix() {
        return Matrix.of(items.length, columns, values);
    }

    public FeatureBlock asGalleryPart() {
        return new FeatureBlock(items, matrix());
    }

    /** Returns the features at some positions. */
    public ItemFeatures pick(int[] rows) {
        int[] picked = new int[rows.length];
        float[] of = new float[Math.multiplyExact(rows.length, columns)];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = items[rows[i]];
            System.arraycopy(values, rows[i] * columns, of, i * columns, columns);
        }
        return new ItemFeatures(picked, columns, of);
    }

    /** Merges parts, ascending by item. An item that several parts hold appears once. */
    public static ItemFeatures union(List<ItemFeatures> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int columns = parts.getFirst().columns;
        long[] places = new long[parts.stream().mapToInt(ItemFeatures::size).sum()];
        int[] starts = new int[parts.size() + 1];
        int at = 0;
        for (int p = 0; p < parts.size(); p++) {
            starts[p] = at;
            for (int item : parts.get(p).items) {
                places[at] = (long) item << Integer.SIZE | at;
                at++;
            }
        }
        starts[parts.size()] = at;
        Arrays.sort(places);
        int[] items = new int[at];
        float[] values = new float[Math.multiplyExact(at, columns)];
        int count = 0;
        for (long place : places) {
            int item = (int) (place >> Integer.SIZE);
            if (count == 0 || items[count - 1] != item) {
                int from = (int) place;
                int p = Arrays.binarySearch(starts, from);
                p = p < 0 ? -2 - p : p;
                while (starts[p + 1] == from) {
                    p++;
                }
                ItemFeatures part = parts.get(p);
                System.arraycopy(part.values, (from - starts[p]) * columns, values, count * columns, columns);
                items[count++] = item;
            }
        }
        return count == at
                ? new ItemFeatures(items, columns, values)
                : new ItemFeatures(Arrays.copyOf(items, count), columns, Arrays.copyOf(values, count * columns));
    }

    /** Returns this part after checking that all values are finite. */
    ItemFeatures requireFinite(String what) {
        for (int at = 0; at < items.length * columns; at++) {
            if (!Float.isFinite(values[at])) {
                throw new IllegalArgumentException(what + " feature " + items[at / columns] + ", column " + at % columns
                        + " holds " + values[at] + ", which cannot be compared");
            }
        }
        return this;
    }

    /** Returns an item that several parts hold. */
    static int firstDuplicate(List<ItemFeatures> parts) {
        int[] all = parts.stream()
                .flatMapToInt(part -> Arrays.stream(part.items))
                .sorted()
                .toArray();
        int at = 1;
        while (all[at] != all[at - 1]) {
            at++;
        }
        return all[at];
    }
}
