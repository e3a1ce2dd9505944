package dev.icfrr.server.api;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is computed once, when it is first asked for. Safe to share between threads. */
final class Lazy<T> {
    /** Null once the value is known, so that it keeps nothing in memory. */
    private @Nullable Supplier<T> supplier;

    private @Nullable T value;

    Lazy(Supplier<T> supplier) {
        this.supplier = supplier;
    }

    /** Returns the value. Other threads wait while one computes it; if that fails, the next one tries again. */
    synchronized T get() {
        if (supplier != null) {
            value = supplier.get();
            supplier = null;
        }
        return Objects.requireNonNull(value);
    }
}
