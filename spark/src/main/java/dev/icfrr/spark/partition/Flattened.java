package dev.icfrr.spark.partition;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Maps each value of an iterator to an iterator, lazily, and concatenates these. */
public final class Flattened<A, B> implements Iterator<B> {
    private final Iterator<A> from;
    private final Function<A, Iterator<B>> function;
    private Iterator<B> current = Collections.emptyIterator();

    public Flattened(Iterator<A> from, Function<A, Iterator<B>> function) {
        this.from = from;
        this.function = function;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && from.hasNext()) {
            current = function.apply(from.next());
        }
        return current.hasNext();
    }

    @Override
    public B next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }
}
