package dev.icfrr.distance;

import dev.icfrr.matrix.Finite;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

/** Distances that are stored in a Q x G matrix. */
record StoredDistances(Matrix distances) implements DistanceSource {

    @Override
    public int queries() {
        return distances.rows();
    }

    @Override
    public int gallerySize() {
        return distances.columns();
    }

    @Override
    public DistanceSource select(int[] queries) {
        return new StoredDistances(distances.selectRows(queries));
    }

    /** Returns 1: rows share no work. */
    @Override
    public int queriesAtATime(Parallelism parallelism) {
        return 1;
    }

    @Override
    public Reader reader() {
        int size = gallerySize();
        double[] row = new double[size];
        return (first, end, rows) -> {
            for (int query = first; query < end; query++) {
                boolean direct = query == first;
                double[] into = direct ? rows : row;
                distances.copyRow(query, into);
                Finite.requireFinite(into, size, query);
                if (!direct) {
                    System.arraycopy(row, 0, rows, (query - first) * size, size);
                }
            }
        };
    }
}
