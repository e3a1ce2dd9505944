package dev.icfrr.knn;

import java.util.Arrays;

/** What may be among the nearest of one row: keys and positions, unordered, in a buffer of bounded size. */
final class Candidates {
    float[] keys;
    int[] positions;
    int count;

    Candidates(int capacity) {
        keys = new float[capacity];
        positions = new int[capacity];
    }

    /** Every position, none known to be nearer than another. */
    static Candidates all(int count) {
        Candidates all = new Candidates(count);
        Arrays.fill(all.keys, Float.NEGATIVE_INFINITY);
        Arrays.setAll(all.positions, i -> i);
        all.count = count;
        return all;
    }

    Candidates copy() {
        Candidates copy = new Candidates(count);
        copy.addAll(keys, positions, 0, count);
        return copy;
    }

    boolean isFull() {
        return count == keys.length;
    }

    void add(float key, int position) {
        keys[count] = key;
        positions[count] = position;
        count++;
    }

    /** Appends up to as many as there is room for and returns how many. */
    int addAll(float[] fromKeys, int[] fromPositions, int start, int end) {
        int taken = Math.min(end - start, keys.length - count);
        System.arraycopy(fromKeys, start, keys, count, taken);
        System.arraycopy(fromPositions, start, positions, count, taken);
        count += taken;
        return taken;
    }

    /** Moves the {@code wanted} smallest keys to the front; {@code wanted} is at least 1 and at most the count. */
    void selectSmallest(int wanted) {
        int low = 0;
        int high = count - 1;
        int target = wanted - 1;
        while (low < high) {
            float pivot = medianOfThree(keys[low], keys[(low + high) >>> 1], keys[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (keys[i] < pivot) {
                    i++;
                }
                while (keys[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    swap(i++, j--);
                }
            }
            if (target <= j) {
                high = j;
            } else if (target >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    private static float medianOfThree(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private void swap(int i, int j) {
        float key = keys[i];
        keys[i] = keys[j];
        keys[j] = key;
        int position = positions[i];
        positions[i] = positions[j];
        positions[j] = position;
    }

    /** Keeps the first {@code sure} and of the others those with keys up to the limit. */
    void keepUpTo(float limit, int sure) {
        int kept = sure;
        for (int i = sure; i < count; i++) {
            float key = keys[i];
            keys[kept] = key;
            positions[kept] = positions[i];
            kept += key <= limit ? 1 : 0;
        }
        count = kept;
    }
}
