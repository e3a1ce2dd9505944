package dev.icfrr.cli.python;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Objects that Python refers to by number. Thread-safe. */
final class Handles {
    private final Map<Long, Object> objects = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    long add(Object object) {
        long handle = last.incrementAndGet();
        objects.put(handle, object);
        return handle;
    }

    /** @throws IllegalArgumentException if there is no such object */
    <T> T get(long handle, Class<T> type) {
        Object object = objects.get(handle);
        if (!type.isInstance(object)) {
            throw new IllegalArgumentException("this object was closed");
        }
        return type.cast(object);
    }

    void remove(long handle) {
        objects.remove(handle);
    }
}
