package dev.icfrr.spark.partition;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Merges two iterators that are sorted by key. Of equal keys, those of the first come first. */
public final class MergedByKey<K extends Comparable<K>, V> implements Iterator<Tuple2<K, V>> {
    private final Iterator<Tuple2<K, V>> first;
    private final Iterator<Tuple2<K, V>> second;
    private @Nullable Tuple2<K, V> ofFirst;
    private @Nullable Tuple2<K, V> ofSecond;

    public MergedByKey(Iterator<Tuple2<K, V>> first, Iterator<Tuple2<K, V>> second) {
        this.first = first;
        this.second = second;
        ofFirst = next(first);
        ofSecond = next(second);
    }

    private static <T> @Nullable T next(Iterator<T> from) {
        return from.hasNext() ? from.next() : null;
    }

    @Override
    public boolean hasNext() {
        return ofFirst != null || ofSecond != null;
    }

    @Override
    public Tuple2<K, V> next() {
        Tuple2<K, V> one = ofFirst;
        Tuple2<K, V> other = ofSecond;
        if (one != null && (other == null || one._1().compareTo(other._1()) <= 0)) {
            ofFirst = next(first);
            return one;
        }
        if (other == null) {
            throw new NoSuchElementException();
        }
        ofSecond = next(second);
        return other;
    }
}
