package dev.icfrr.server.api;

import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexEditor;
import java.util.HashMap;
import java.util.Map;

/** The class numbers of an index by class name. A new name gets the next number. */
final class ClassNumbers {
    private final IndexEditor editor;
    private final Map<String, Long> numbers = new HashMap<>();

    ClassNumbers(IndexEditor editor) {
        this.editor = editor;
        editor.base().manifest().labelNames().forEach((number, name) -> numbers.put(name, number));
    }

    /** Returns the number of a class. An unknown name of digits is itself a number. */
    long of(String name) {
        if (!numbers.containsKey(name) && name.matches("\\d{1,18}")) {
            return Long.parseLong(name);
        }
        return numbers.computeIfAbsent(name, this::next);
    }

    private long next(String name) {
        GalleryIndex base = editor.base();
        long next =
                numbers.values().stream().mapToLong(number -> number + 1).max().orElse(0);
        for (int item = 0; item < base.size(); item++) {
            next = Math.max(next, base.label(item) + 1);
        }
        editor.nameLabel(next, name);
        return next;
    }
}
