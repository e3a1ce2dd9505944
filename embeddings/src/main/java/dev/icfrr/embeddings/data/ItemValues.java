package dev.icfrr.embeddings.data;

import java.util.Arrays;
import java.util.List;

/** One value for each item: numbers, or names. */
public sealed interface ItemValues {

    /** Returns how many there are. */
    int size();

    /** Returns them as text. */
    List<String> texts();

    /**
     * Whole numbers, for example labels.
     *
     * @param values one for each item
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    record Numbers(long[] values) implements ItemValues {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public List<String> texts() {
            return Arrays.stream(values).mapToObj(Long::toString).toList();
        }
    }

    /**
     * Text, for example names of classes or ids.
     *
     * @param values one for each item
     */
    record Names(List<String> values) implements ItemValues {
        /** Keeps a copy. */
        public Names {
            values = List.copyOf(values);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public List<String> texts() {
            return values;
        }
    }
}
