package dev.icfrr.spark.partition;

import java.util.Iterator;
import java.util.function.Function;

/** Maps the values of an iterator lazily. */
public record Mapped<A, B>(Iterator<A> from, Function<A, B> function) implements Iterator<B> {
    @Override
    public boolean hasNext() {
        return from.hasNext();
    }

    @Override
    public B next() {
        return function.apply(from.next());
    }
}
