package dev.icfrr.spark.dataframe;

import dev.icfrr.spark.kryo.IcfrrRegistrator;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Checks of the caller's session. */
final class Sessions {
    private static final System.Logger LOGGER = System.getLogger(Sessions.class.getPackageName());

    private Sessions() {}

    /** Checks that values of this program can travel. Java's serializer needs nothing, Kryo needs the registrator. */
    static void require(SparkSession session) {
        SparkConf conf = session.sparkContext().getConf();
        boolean kryo = conf.get("spark.serializer", "").endsWith("KryoSerializer");
        if (kryo && !conf.get("spark.kryo.registrator", "").contains(IcfrrRegistrator.class.getName())) {
            throw new IllegalArgumentException("this Spark session uses Kryo without the serializers of this program:"
                    + " start it with spark.kryo.registrator " + IcfrrRegistrator.class.getName());
        }
    }

    /** Returns a log of progress messages, shown at the level DEBUG. */
    static Consumer<String> log() {
        return message -> LOGGER.log(System.Logger.Level.DEBUG, message);
    }
}
