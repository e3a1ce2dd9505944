package dev.icfrr.rerank;

/**
 * The orders that a {@link RerankSink} reads. A re-ranker need not sort what nobody reads. Immutable.
 *
 * @param onlyLast whether the sink reads the last iteration's order alone; it may then be shown no other
 * @param items how many items of an order the sink reads, at least 1; the order may hold no others
 */
public record OrdersRead(boolean onlyLast, int items) {
    /** Every item of every order. */
    public static final OrdersRead ALL = new OrdersRead(false, Integer.MAX_VALUE);

    /** As few as can be told: a sink that needs no order. */
    public static final OrdersRead NOTHING = new OrdersRead(true, 1);

    public OrdersRead {
        if (items < 1) {
            throw new IllegalArgumentException("at least 1 item of an order must be read, not " + items);
        }
    }

    /** Returns the orders that this or another sink reads. */
    public OrdersRead and(OrdersRead other) {
        return new OrdersRead(onlyLast && other.onlyLast, Math.max(items, other.items));
    }
}
