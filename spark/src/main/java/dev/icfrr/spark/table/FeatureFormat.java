package dev.icfrr.spark.table;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/** Decodes the rows of a feature table. */
interface FeatureFormat extends Serializable {
    /** Returns where the table lies, for messages. */
    String path();

    /** Cuts rows, in any order, into pieces by the number of the block that they belong to. */
    Iterator<Tuple2<Integer, ItemFeatures>> decode(Iterator<InternalRow> rows, int blockRows);
}
