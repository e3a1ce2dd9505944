package dev.icfrr.cli.rerank;

import dev.icfrr.rerank.OrdersRead;
import dev.icfrr.rerank.RerankSink;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the first items of every iteration and the whole initial ranking, for the queries to draw. */
public final class TopOrders implements RerankSink {
    private final Map<Integer, int[][]> tops = new ConcurrentHashMap<>();
    private final Map<Integer, int[]> initialRanks = new ConcurrentHashMap<>();
    private final int count;

    TopOrders(List<Integer> queries, int count, int iterations) {
        this.count = count;
        for (int query : queries) {
            tops.put(query, new int[iterations + 1][]);
        }
    }

    @Override
    public void accept(int query, int iteration, int[] order) {
        int[][] top = tops.get(query);
        if (top == null) {
            return;
        }
        top[iteration] = Arrays.copyOf(order, Math.min(count, order.length));
        if (iteration == 0) {
            int[] rankOf = new int[order.length];
            for (int rank = 0; rank < order.length; rank++) {
                rankOf[order[rank]] = rank;
            }
            initialRanks.put(query, rankOf);
        }
    }

    @Override
    public OrdersRead reads() {
        return tops.isEmpty() ? OrdersRead.NOTHING : OrdersRead.ALL;
    }

    /** Returns whether the orders of a query are kept. */
    boolean has(int query) {
        return tops.containsKey(query);
    }

    /** Returns the queries, ascending. */
    Iterable<Integer> queries() {
        return new TreeMap<>(tops).keySet();
    }

    /** Returns the first items after an iteration. */
    int[] top(int query, int iteration) {
        return of(tops, query)[iteration];
    }

    /** Returns the initial rank of every gallery item, from 0. */
    int[] initialRanks(int query) {
        return of(initialRanks, query);
    }

    private static <T> T of(Map<Integer, T> byQuery, int query) {
        T value = byQuery.get(query);
        if (value == null) {
            throw new IllegalArgumentException("query " + query + " was not recorded");
        }
        return value;
    }
}
