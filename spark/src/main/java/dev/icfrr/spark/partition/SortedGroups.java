package dev.icfrr.spark.partition;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Groups a sorted iterator by key. Only the values of one key are in memory. */
public final class SortedGroups<K, V> implements Iterator<Tuple2<K, List<V>>> {
    private final Iterator<Tuple2<K, V>> sorted;
    private @Nullable Tuple2<K, V> next;

    public SortedGroups(Iterator<Tuple2<K, V>> sorted) {
        this.sorted = sorted;
        this.next = sorted.hasNext() ? sorted.next() : null;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Tuple2<K, List<V>> next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        K key = next._1();
        List<V> values = new ArrayList<>();
        while (next != null && next._1().equals(key)) {
            values.add(next._2());
            next = sorted.hasNext() ? sorted.next() : null;
        }
        return new Tuple2<>(key, values);
    }
}
