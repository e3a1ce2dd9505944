package dev.icfrr.spark.table;

/** A row of the table of rankings, as a bean for Spark's encoders. */
public final class RankingRow implements java.io.Serializable {
    private int query;
    private int iteration;
    private int[] ranking = {};

    /** Required by Spark. */
    public RankingRow() {}

    public RankingRow(int query, int iteration, int[] ranking) {
        this.query = query;
        this.iteration = iteration;
        this.ranking = ranking;
    }

    public int getQuery() {
        return query;
    }

    public void setQuery(int value) {
        query = value;
    }

    public int getIteration() {
        return iteration;
    }

    public void setIteration(int value) {
        iteration = value;
    }

    public int[] getRanking() {
        return ranking;
    }

    public void setRanking(int[] value) {
        ranking = value;
    }
}
