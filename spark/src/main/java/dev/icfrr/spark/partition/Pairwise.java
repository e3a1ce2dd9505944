package dev.icfrr.spark.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** Reduces values pairwise, level by level, so that long values are copied few times. */
public final class Pairwise {
    private Pairwise() {}

    public static <T> T reduce(List<T> values, BinaryOperator<T> operator) {
        List<T> level = values;
        while (level.size() > 1) {
            List<T> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                next.add(i + 1 < level.size() ? operator.apply(level.get(i), level.get(i + 1)) : level.get(i));
            }
            level = next;
        }
        return level.getFirst();
    }
}
