package dev.icfrr.spark.command;

import dev.icfrr.spark.kryo.IcfrrRegistrator;
import dev.icfrr.spark.log.WorkLog;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * A connection to Spark with progress messages.
 *
 * @param own whether this connection started the session; if so, closing it stops the session
 */
public record SparkConnection(SparkSession session, WorkLog work, boolean own) implements AutoCloseable {

    /**
     * Connects to the session that {@code spark-submit} set up, or starts a local one.
     *
     * @throws IllegalArgumentException if the existing session lacks the project's serializers
     */
    static SparkConnection open(String name, Consumer<String> log) {
        boolean own = SparkSession.getDefaultSession().isEmpty();
        SparkConf conf = configured(new SparkConf().setAppName(name));
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        String registrator = session.sparkContext().getConf().get("spark.kryo.registrator", "");
        if (!registrator.contains(IcfrrRegistrator.class.getName())) {
            throw new IllegalArgumentException("the existing Spark session was started without spark.serializer "
                    + "org.apache.spark.serializer.KryoSerializer and spark.kryo.registrator "
                    + IcfrrRegistrator.class.getName());
        }
        WorkLog work = new WorkLog(log);
        session.sparkContext().addSparkListener(work);
        return new SparkConnection(session, work, own);
    }

    /** Adds the settings that the jobs need, where they are missing. */
    public static SparkConf configured(SparkConf conf) {
        return conf.setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .setIfMissing("spark.kryo.registrator", IcfrrRegistrator.class.getName());
    }

    int cores() {
        return session.sparkContext().defaultParallelism();
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
