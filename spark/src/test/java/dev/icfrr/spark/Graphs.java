package dev.icfrr.spark;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;

/** Lists as the job wrote them. */
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
}
