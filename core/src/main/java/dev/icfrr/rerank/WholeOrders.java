package dev.icfrr.rerank;

/**
 * The number of orders of a query, from the initial one on, that are sorted whole. Of later orders only the first items
 * are sorted, which fails if an item may rise from beyond them. The number grows with every failure and falls slowly,
 * so it follows the gallery. One object serves one thread; results do not depend on it.
 */
final class WholeOrders {
    private static final int SUCCESSES = 64;

    private int number;
    private int successes;

    int number() {
        return number;
    }

    void failed() {
        number++;
        successes = 0;
    }

    void succeeded() {
        if (number > 0 && ++successes == SUCCESSES) {
            number--;
            successes = 0;
        }
    }
}
