package dev.icfrr.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Relevance judgments: for each query the grades of judged items. Items with a grade of at least 1 are relevant; all
 * others, and items that are not judged, are not. Immutable.
 */
public final class Qrels {
    private final Map<String, Map<String, Integer>> grades;

    private Qrels(Map<String, Map<String, Integer>> grades) {
        this.grades = grades;
    }

    /** Creates judgments from a map of query to item to grade, which is copied. */
    public static Qrels of(Map<String, ? extends Map<String, Integer>> grades) {
        Map<String, Map<String, Integer>> copy = LinkedHashMap.newLinkedHashMap(grades.size());
        grades.forEach((query, items) -> copy.put(query, Map.copyOf(items)));
        return new Qrels(copy);
    }

    /** Returns the judged queries. */
    public Set<String> queries() {
        return Collections.unmodifiableSet(grades.keySet());
    }

    /** Returns the judged items of a query with their grades; empty for a query that is not judged. */
    public Map<String, Integer> of(String query) {
        return grades.getOrDefault(query, Map.of());
    }
}
