package dev.icfrr.spark;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;

/** Reads lists and rankings that the jobs wrote. */
final class Graphs {
    private Graphs() {}

    static int[][] read(Path path) {
        List<Row> rows = Inputs.session().read().parquet(path.toString()).collectAsList();
        int[][] lists = new int[rows.size()][];
        for (Row row : rows) {
            lists[row.getInt(0)] =
                    row.<Integer>getList(1).stream().mapToInt(Integer::intValue).toArray();
        }
        return lists;
    }

    /** Returns rankings by query and iteration. */
    static int[][][] rankings(Path path, int queries, int iterations) {
        int[][][] rankings = new int[queries][iterations][];
        Inputs.session()
                .read()
                .parquet(path.resolve("rankings").toString())
                .collectAsList()
                .forEach(row -> rankings[row.getInt(0)][row.getInt(1)] = row.<Integer>getList(2).stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
        return rankings;
    }
}
