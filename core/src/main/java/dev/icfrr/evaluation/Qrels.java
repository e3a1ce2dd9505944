package dev.icfrr.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Relevance judgments: for each query the grades of judged items. A grade of 1 and above is relevant; 0, less, and not
 * judged at all is not. Immutable.
 */
public final class Qrels {
    private final Map<String, Map<String, Integer>> grades;

    private Qrels(Map<String, Map<String, Integer>> grades) {
        this.grades = grades;
    }

    /** The judgments of a map from query to item to grade; copied. */
    public static Qrels of(Map<String, ? extends Map<String, Integer>> grades) {
        Map<String, Map<String, Integer>> copy = LinkedHashMap.newLinkedHashMap(grades.size());
        grades.forEach((query, items) -> copy.put(query, Map.copyOf(items)));
        return new Qrels(copy);
    }

    /** The judged queries. */
    public Set<String> queries() {
        return Collections.unmodifiableSet(grades.keySet());
    }

    /** The judged items of a query with their grades; empty for a query that is not judged. */
    public Map<String, Integer> of(String query) {
        return grades.getOrDefault(query, Map.of());
    }
}
