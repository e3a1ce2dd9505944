package dev.icfrr.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The result of a retrieval system: for each query the retrieved items, best first. Immutable.
 *
 * <p>Items are ordered as by trec_eval: by score in single precision, highest first, and equal scores by item name,
 * last in byte order first. Ranks in a file are ignored.
 */
public final class Run {
    private static final Comparator<Scored> BEST_FIRST = (a, b) -> {
        int byScore = Float.compare(b.score, a.score);
        return byScore != 0 ? byScore : compareBytes(b.item, a.item);
    };

    private final Map<String, List<String>> items;

    private Run(Map<String, List<String>> items) {
        this.items = items;
    }

    /** Returns the queries of the run. */
    public Set<String> queries() {
        return Collections.unmodifiableSet(items.keySet());
    }

    /** Returns the items of a query, best first; empty for a query that is not in the run. */
    public List<String> of(String query) {
        return items.getOrDefault(query, List.of());
    }

    /** Compares in the order of UTF-8 bytes, which is that of code points. */
    private static int compareBytes(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean pairs = Character.isSurrogate(x) != Character.isSurrogate(y);
                return pairs ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private record Scored(String item, float score) {}

    /** Collects the items of a {@link Run} in any order. */
    public static final class Builder {
        private final Map<String, List<Scored>> scored = new LinkedHashMap<>();

        /**
         * Adds one item.
         *
         * @throws IllegalArgumentException if the score is NaN
         */
        public void add(String query, String item, double score) {
            if (Double.isNaN(score)) {
                throw new IllegalArgumentException("the score of item " + item + " for query " + query
                        + " is NaN. Scores must be numbers or infinite");
            }
            scored.computeIfAbsent(query, _ -> new ArrayList<>()).add(new Scored(item, (float) score + 0f));
        }

        /**
         * Builds the run.
         *
         * @throws IllegalArgumentException if a query has an item twice
         */
        public Run build() {
            Map<String, List<String>> items = LinkedHashMap.newLinkedHashMap(scored.size());
            scored.forEach((query, list) -> {
                list.sort(BEST_FIRST);
                List<String> names = new ArrayList<>(list.size());
                Set<String> seen = HashSet.newHashSet(list.size());
                for (Scored one : list) {
                    if (!seen.add(one.item)) {
                        throw new IllegalArgumentException("query " + query + " has item " + one.item + " twice");
                    }
                    names.add(one.item);
                }
                items.put(query, Collections.unmodifiableList(names));
            });
            return new Run(items);
        }
    }
}
