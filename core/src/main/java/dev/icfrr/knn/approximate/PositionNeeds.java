package dev.icfrr.knn.approximate;

import java.util.Arrays;

/**
 * The needs of all rows, by position. A row that is compared with another one serves both, but rows without a bound are
 * not served by others: everything would be near enough.
 *
 * @param bounds the squared distance beyond which a row is not served
 * @param limits the largest key within it
 * @param parts rows of the same part need nothing of each other; negative for rows of none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PositionNeeds(double[] bounds, float[] limits, int[] parts) {
    static PositionNeeds of(StoredRows stored, NeedsOfGroups needs) {
        int count = stored.filter().count();
        double[] bounds = new double[count];
        float[] limits = new float[count];
        int[] parts = new int[count];
        Arrays.fill(limits, Float.NEGATIVE_INFINITY);
        for (int position = 0; position < count; position++) {
            int group = stored.filter().group(position);
            double bound = needs.bound(group);
            bounds[position] = bound < Double.POSITIVE_INFINITY ? bound : Double.NEGATIVE_INFINITY;
            if (bounds[position] >= 0) {
                limits[position] = stored.limit(position, bound);
            }
            parts[position] = needs.part(group);
        }
        return new PositionNeeds(bounds, limits, parts);
    }
}
