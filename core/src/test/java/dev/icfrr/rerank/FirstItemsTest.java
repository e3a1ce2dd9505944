package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders of which only the first items are read equal the first items of whole orders, at every iteration. */
class FirstItemsTest {
    @RegisterExtension
    final Seed seeds = new Seed(20261128);

    @ParameterizedTest
    @CsvSource({
        "REFERENCE, false, 300, 150", "REFERENCE, true, 300, 100", "REFERENCE, false, 4000, 12",
        "REFERENCE, true, 4000, 12", "ACCUMULATING, false, 300, 150", "ACCUMULATING, true, 4000, 12"
    })
    void equalTheFirstOfWholeOrders(UpdateRule rule, boolean multiscale, int mostItems, int rounds) {
        for (int round = 0; round < rounds; round++) {
            long seed = seeds.value() + round;
            Random random = new Random(seed);
            int size = 64 + random.nextInt(mostItems);
            int k = 1 + random.nextInt(size / 16);
            IcfrrParameters parameters = new IcfrrParameters(
                    multiscale ? Vote.MULTISCALE : Vote.FLAT,
                    k,
                    random.nextInt(8) == 0 ? -random.nextDouble() : 2 * random.nextDouble(),
                    BetaScale.values()[random.nextInt(3)],
                    random.nextInt(8),
                    rule,
                    random.nextInt(4) == 0);
            float[][] items = clustered(random, size);
            KnnGraph graph = new KnnGraphBuilder(Math.max(4, k), parameters.selfMatch(), new Parallelism(1), null)
                    .exact(Matrix.ofRows(items));
            // One object for all queries: it learns from each how many orders to sort whole.
            Icfrr icfrr = new Icfrr(graph, parameters);
            for (int query = 0; query < 8; query++) {
                int n = 1 + random.nextInt(size / 16);
                double[] distances = distances(random, items);
                String as = "seed %d, query %d, first %d of %d".formatted(seed, query, n, size);
                List<int[]> whole = first(icfrr, distances, new OrdersRead(false, size), n);
                assertThat(first(icfrr, distances, new OrdersRead(false, n), n).toArray(int[][]::new))
                        .as(as)
                        .isDeepEqualTo(whole.toArray(int[][]::new));
                assertThat(icfrr.rerank(distances, n).toArray()).as(as).isEqualTo(whole.getLast());
                assertThat(traced(icfrr, distances, n, n)).as(as).isEqualTo(traced(icfrr, distances, size, n));
            }
        }
    }

    @Test
    void sinksTogetherReadWhatEachReads() {
        OrdersRead last = new OrdersRead(true, 5);
        assertThat(last.and(new OrdersRead(true, 9))).isEqualTo(new OrdersRead(true, 9));
        assertThat(last.and(new OrdersRead(false, 2))).isEqualTo(new OrdersRead(false, 5));
        assertThat(last.and(OrdersRead.ALL)).isEqualTo(OrdersRead.ALL);
        assertThatThrownBy(() -> new OrdersRead(true, 0)).hasMessageContaining("at least 1");
    }

    /** Returns the first n items of a longer trace. The sign of a zero score is unspecified. */
    private static List<List<RankedItem>> traced(Icfrr icfrr, double[] distances, int length, int n) {
        return new RerankTracer(icfrr)
                .trace(distances, length).iterations().stream()
                        .map(order -> order.subList(0, n).stream()
                                .map(r -> new RankedItem(
                                        r.item(),
                                        r.rank(),
                                        r.previousRank(),
                                        r.initialRank(),
                                        r.score() + 0.0,
                                        r.voteSum(),
                                        r.bonus()))
                                .toList())
                        .toList();
    }

    private static List<int[]> first(Icfrr icfrr, double[] distances, OrdersRead reads, int n) {
        List<int[]> orders = new ArrayList<>();
        icfrr.rerank(distances, 0, new RerankSink() {
            @Override
            public void accept(int query, int iteration, int[] order) {
                assertThat(iteration).isEqualTo(orders.size());
                orders.add(Arrays.copyOf(order, n));
            }

            @Override
            public OrdersRead reads() {
                return reads;
            }
        });
        return orders;
    }

    /** Groups around a few centers; coordinates have few values, so that many items and distances are equal. */
    private static float[][] clustered(Random random, int size) {
        int centers = 1 + random.nextInt(12);
        int columns = 2 + random.nextInt(6);
        int spread = 1 + random.nextInt(6);
        float[][] middle = new float[centers][columns];
        for (float[] center : middle) {
            for (int column = 0; column < columns; column++) {
                center[column] = random.nextInt(20);
            }
        }
        float[][] items = new float[size][];
        for (int item = 0; item < size; item++) {
            items[item] = near(random, middle[random.nextInt(centers)], spread);
        }
        return items;
    }

    private static float[] near(Random random, float[] center, int spread) {
        float[] item = center.clone();
        for (int column = 0; column < item.length; column++) {
            item[column] += random.nextInt(spread);
        }
        return item;
    }

    private static double[] distances(Random random, float[][] items) {
        float[] query = near(random, items[random.nextInt(items.length)], 1 + random.nextInt(10));
        double scale = 1 << random.nextInt(6);
        return Arrays.stream(items)
                .mapToDouble(item -> {
                    double sum = 0;
                    for (int column = 0; column < item.length; column++) {
                        sum += Math.abs(item[column] - query[column]);
                    }
                    return sum / scale;
                })
                .toArray();
    }
}
