package dev.icfrr.spark;

import java.io.PrintWriter;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** What every job has: a session, as {@code spark-submit} set it up or a local one, and where it says what it does. */
abstract class Job {
    /** Partitions beyond which bookkeeping costs more than it evens out. */
    private static final int MOST_PARTITIONS = 20_000;

    private static final int TASKS_PER_CORE = 4;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description =
                    "Into how many tasks the work of a stage is cut (4 per core and more where tasks are many). Changes no"
                            + " result.")
    private int partitions;

    @Option(names = "--overwrite", description = "Replace what is at --out; in place until the new one is complete.")
    boolean overwrite;

    @Option(names = "--debug", description = "Show the stack of an error.")
    @SuppressWarnings("UnusedVariable") // Failures asks whether it was given
    private boolean debug;

    /** One connection to Spark; closing it leaves a session alone that was there before. */
    record Connection(SparkSession session, JavaSparkContext context, WorkLog work, boolean own)
            implements AutoCloseable {
        int cores() {
            return context.defaultParallelism();
        }

        @Override
        public void close() {
            if (own) {
                session.stop();
            } else {
                session.sparkContext().removeSparkListener(work);
            }
        }
    }

    Connection connect(String name, PrintWriter err) {
        if (partitions < 0) {
            throw new IllegalArgumentException("--partitions must be at least 1, not " + partitions);
        }
        boolean own = SparkSession.getDefaultSession().isEmpty();
        SparkConf conf = configured(new SparkConf().setAppName(name));
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        String registrator = session.sparkContext().getConf().get("spark.kryo.registrator", "");
        if (!registrator.contains(Registration.class.getName())) {
            throw new IllegalArgumentException("the Spark session at hand was started without spark.serializer "
                    + "org.apache.spark.serializer.KryoSerializer and spark.kryo.registrator "
                    + Registration.class.getName());
        }
        WorkLog work = new WorkLog(message -> say(err, message));
        session.sparkContext().addSparkListener(work);
        return new Connection(session, JavaSparkContext.fromSparkContext(session.sparkContext()), work, own);
    }

    /** What a session needs for these jobs. */
    static SparkConf configured(SparkConf conf) {
        return conf.setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .setIfMissing("spark.kryo.registrator", Registration.class.getName());
    }

    /** Partitions for so many pieces of work. */
    int partitions(Connection connection, long pieces) {
        return partitions > 0
                ? partitions
                : (int) Math.max((long) TASKS_PER_CORE * connection.cores(), Math.min(pieces, MOST_PARTITIONS));
    }

    static void say(PrintWriter err, String message) {
        synchronized (err) {
            err.println("icfrr-spark: " + message);
            err.flush();
        }
    }
}
