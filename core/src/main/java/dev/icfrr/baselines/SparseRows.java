package dev.icfrr.baselines;

import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

/** A square sparse matrix by rows, with ascending column ids. */
final class SparseRows {
    private final int[][] ids;
    private final double[][] values;

    SparseRows(int size) {
        ids = new int[size][];
        values = new double[size][];
    }

    /** Sets a row; the arrays are kept. */
    void set(int row, int[] rowIds, double[] rowValues) {
        ids[row] = rowIds;
        values[row] = rowValues;
    }

    /** Returns the column ids of a row's entries, ascending. */
    int[] ids(int row) {
        return ids[row];
    }

    /** Returns the values of a row's entries. */
    double[] values(int row) {
        return values[row];
    }

    /** Computes a matrix whose row i is the mean of the rows at the first {@code count} positions of list i. */
    SparseRows averages(int[][] lists, int count, Parallelism parallelism) {
        SparseRows averages = new SparseRows(ids.length);
        parallelism.forEachRow(ids.length, () -> {
            double[] sums = new double[ids.length];
            return row -> {
                int terms = 0;
                for (int i = 0; i < count; i++) {
                    terms += ids[lists[row][i]].length;
                }
                int[] touched = new int[terms];
                int at = 0;
                for (int i = 0; i < count; i++) {
                    int from = lists[row][i];
                    for (int j = 0; j < ids[from].length; j++) {
                        touched[at++] = ids[from][j];
                        sums[ids[from][j]] += values[from][j];
                    }
                }
                int[] columns = Arrays.stream(touched).sorted().distinct().toArray();
                double[] means = new double[columns.length];
                for (int j = 0; j < columns.length; j++) {
                    means[j] = sums[columns[j]] / count;
                    sums[columns[j]] = 0;
                }
                averages.set(row, columns, means);
            };
        });
        return averages;
    }

    /** Returns rows {@code [first, end)} by column. */
    Columns columns(int first, int end) {
        int[] starts = new int[ids.length + 1];
        for (int row = first; row < end; row++) {
            for (int id : ids[row]) {
                starts[id + 1]++;
            }
        }
        for (int column = 0; column < ids.length; column++) {
            starts[column + 1] = Math.addExact(starts[column + 1], starts[column]);
        }
        int[] rows = new int[starts[ids.length]];
        double[] entries = new double[rows.length];
        int[] next = Arrays.copyOf(starts, ids.length);
        for (int row = first; row < end; row++) {
            for (int j = 0; j < ids[row].length; j++) {
                int at = next[ids[row][j]]++;
                rows[at] = row - first;
                entries[at] = values[row][j];
            }
        }
        return new Columns(starts, rows, entries);
    }

    /** Entries by column; row 0 is the first row taken. */
    static final class Columns {
        private final int[] starts;
        private final int[] rows;
        private final double[] entries;

        private Columns(int[] starts, int[] rows, double[] entries) {
            this.starts = starts;
            this.rows = rows;
            this.entries = entries;
        }

        /**
         * Adds to {@code into[row]} the sum, over the given columns, of the minimum of the given value and the entry.
         */
        void addMinima(int[] columns, double[] given, double[] into) {
            for (int j = 0; j < columns.length; j++) {
                double value = given[j];
                for (int at = starts[columns[j]]; at < starts[columns[j] + 1]; at++) {
                    into[rows[at]] += Math.min(value, entries[at]);
                }
            }
        }
    }
}
