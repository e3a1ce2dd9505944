package dev.icfrr.kernel;

/** Selection in plain Java without branches: a value that does not pass is overwritten by the next. */
final class ScalarSelection implements Selection {

    @Override
    public int atMost(
            float[] values,
            int start,
            int count,
            float limit,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at) {
        int to = at;
        for (int i = 0; i < count; i++) {
            float value = values[start + i];
            keys[to] = value;
            positions[to] = firstPosition + i;
            to += value <= limit ? 1 : 0;
        }
        return to;
    }

    @Override
    public int ofRow(
            float[] products,
            int start,
            int count,
            float[] addends,
            int addendStart,
            float limit,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at) {
        int to = at;
        for (int i = 0; i < count; i++) {
            float key = Math.fma(-2f, products[start + i], addends[addendStart + i]);
            keys[to] = key;
            positions[to] = firstPosition + i;
            to += key <= limit ? 1 : 0;
        }
        return to;
    }

    @Override
    public int ofColumns(
            float[] products,
            int start,
            int count,
            float addend,
            float[] limits,
            int limitStart,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at) {
        int to = at;
        for (int i = 0; i < count; i++) {
            float key = Math.fma(-2f, products[start + i], addend);
            keys[to] = key;
            positions[to] = firstPosition + i;
            to += key <= limits[limitStart + i] ? 1 : 0;
        }
        return to;
    }

    @Override
    public int ofEither(
            float[] products,
            int start,
            int count,
            float[] addends,
            float limit,
            float addend,
            float[] limits,
            int first,
            int[] positions,
            int at) {
        int to = at;
        for (int i = 0; i < count; i++) {
            float product = products[start + i];
            positions[to] = i;
            to += Math.fma(-2f, product, addends[first + i]) <= limit
                            || Math.fma(-2f, product, addend) <= limits[first + i]
                    ? 1
                    : 0;
        }
        return to;
    }

    @Override
    public int countAtMost(float[] keys, int count, float limit) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            found += keys[i] <= limit ? 1 : 0;
        }
        return found;
    }

    @Override
    public int keepAtMost(float[] keys, int[] positions, int count, float limit) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            float key = keys[i];
            keys[kept] = key;
            positions[kept] = positions[i];
            kept += key <= limit ? 1 : 0;
        }
        return kept;
    }
}
