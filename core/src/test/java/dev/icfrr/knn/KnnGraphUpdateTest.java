package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnnGraphUpdateTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aSequenceOfChangesGivesTheGraphOfARebuild(int seed) {
        Random random = new Random(seed);
        SelfMatch self = seed % 2 == 0 ? SelfMatch.FIRST : SelfMatch.INDEX;
        int columns = 1 + random.nextInt(9);
        int kg = 1 + random.nextInt(30);
        // Few distinct values: exact duplicates by the dozen, and ties between others.
        int values = seed <= 4 ? 2 : 50;
        float[][] rows = random(random, 5 + random.nextInt(100), columns, values);
        KnnGraph graph = exact(rows, kg, self);
        for (int change = 0; change < 25; change++) {
            double share = random.nextInt(4) == 0 ? 0.3 : 0.03;
            float[][] before = rows;
            int[] kept = IntStream.range(0, rows.length)
                    .filter(i -> random.nextDouble() >= share)
                    .toArray();
            float[][] added = random(random, random.nextInt(3) == 0 ? 0 : random.nextInt(6), columns, values);
            if (kept.length + added.length == 0) {
                continue;
            }
            rows = IntStream.range(0, kept.length + added.length)
                    .mapToObj(i -> i < kept.length ? before[kept[i]] : added[i - kept.length])
                    .toArray(float[][]::new);
            // Without the limit small galleries would mostly be built anew, and nothing would be compared.
            graph = change % 3 == 0 ? updated(graph, Matrix.ofRows(rows), kept) : forced(graph, rows, kept);
            assertSame(graph, exact(rows, kg, self), "seed " + seed + ", change " + change);
        }
    }

    /** So many lists lose a neighbor that they are found by products. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aLargeChangeGivesTheGraphOfARebuild(int seed) {
        Random random = new Random(seed);
        SelfMatch self = seed % 2 == 0 ? SelfMatch.FIRST : SelfMatch.INDEX;
        float[][] rows = random(random, 400 + random.nextInt(400), 6, seed <= 2 ? 3 : 50);
        KnnGraph graph = exact(rows, 40, self);
        for (double share : new double[] {0.05, 0.5}) {
            int[] kept = IntStream.range(0, rows.length)
                    .filter(i -> random.nextDouble() >= share)
                    .toArray();
            float[][] added = random(random, random.nextInt(100), 6, 50);
            float[][] changed = IntStream.range(0, kept.length + added.length)
                    .mapToObj(i -> i < kept.length ? rows[kept[i]] : added[i - kept.length])
                    .toArray(float[][]::new);
            assertSame(forced(graph, changed, kept), exact(changed, 40, self), "seed " + seed + ", share " + share);
        }
    }

    /** Lists run short and are found again; what is promised of them is that of a rebuild all the time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aGraphWithSpareNeighborsTellsThoseOfARebuild(int seed) {
        Random random = new Random(seed);
        SelfMatch self = seed % 2 == 0 ? SelfMatch.FIRST : SelfMatch.INDEX;
        int kg = 1 + random.nextInt(12);
        int values = seed <= 3 ? 3 : 50;
        float[][] rows = random(random, 10 + random.nextInt(80), 3, values);
        KnnGraph graph = exact(rows, kg + 1 + random.nextInt(8), self);
        for (int change = 0; change < 40; change++) {
            float[][] before = rows;
            double share = random.nextInt(3) == 0 ? 0.2 : 0.04;
            int[] kept = IntStream.range(0, rows.length)
                    .filter(i -> random.nextDouble() >= share)
                    .toArray();
            float[][] added = random(random, random.nextInt(2) == 0 ? 0 : random.nextInt(9), 3, values);
            if (kept.length + added.length == 0) {
                continue;
            }
            rows = IntStream.range(0, kept.length + added.length)
                    .mapToObj(i -> i < kept.length ? before[kept[i]] : added[i - kept.length])
                    .toArray(float[][]::new);
            graph = builder(graph)
                    .update(graph, Matrix.ofRows(rows), kept, kg, 0)
                    .orElseThrow();
            assertSame(graph.truncated(kg), exact(rows, kg, self), "seed " + seed + ", change " + change);
        }
    }

    @Test
    void listsGrowWithASmallGallery() {
        float[][] rows = {{0}, {3}};
        KnnGraph graph = exact(rows, 10, SelfMatch.INDEX);
        assertThat(graph.neighborsPerItem()).isEqualTo(1);
        float[][] more = new float[40][];
        Arrays.setAll(more, i -> new float[] {i < 2 ? 3 * i : i});
        KnnGraph grown = graph;
        for (int size = 3; size <= 40; size++) {
            float[][] now = Arrays.copyOf(more, size);
            grown = forced(grown, now, IntStream.range(0, size - 1).toArray());
            assertSame(grown, exact(now, 10, SelfMatch.INDEX), "size " + size);
        }
        KnnGraph single = updated(grown, Matrix.ofRows(new float[][] {{7}}), new int[] {7});
        assertThat(single.size()).isEqualTo(1);
        assertThat(single.neighborsPerItem()).isZero();
        assertSame(
                forced(single, new float[][] {{7}, {7}}, new int[] {0}),
                exact(new float[][] {{7}, {7}}, 10, SelfMatch.INDEX),
                "from one item");
    }

    @Test
    void theCopyThatStoodFirstMayGo() {
        float[][] rows = new float[60][];
        Arrays.setAll(rows, i -> new float[] {i < 20 ? 5 : i, 1});
        for (SelfMatch self : SelfMatch.values()) {
            KnnGraph graph = exact(rows, 6, self);
            for (int gone = 0; gone < 25; gone++) {
                int without = gone;
                int[] kept = IntStream.range(0, 60).filter(i -> i != without).toArray();
                float[][] left = Arrays.stream(kept).mapToObj(i -> rows[i]).toArray(float[][]::new);
                assertSame(forced(graph, left, kept), exact(left, 6, self), self + " without " + gone);
            }
        }
    }

    @Test
    void refusesWhatIsNoChangeOfItsGallery() {
        KnnGraph graph = exact(new float[][] {{0}, {1}, {2}}, 2, SelfMatch.FIRST);
        Matrix two = Matrix.ofRows(new float[][] {{0}, {1}});
        for (int[] kept : new int[][] {{1, 0}, {0, 0}, {0, 3}, {-1, 0}}) {
            assertThatThrownBy(() -> updated(graph, two, kept)).hasMessageContaining("ascending");
        }
        assertThatThrownBy(() -> updated(graph, two, new int[] {0, 1, 2})).hasMessageContaining("2 features");
        Matrix doubles = Matrix.of(1, 1, new double[1]);
        assertThatThrownBy(() -> updated(graph, doubles, new int[] {0})).hasMessageContaining("single precision");
        Matrix broken = Matrix.ofRows(new float[][] {{0}, {1}, {2}, {Float.NaN}});
        assertThatThrownBy(() -> updated(graph, broken, new int[] {0, 1, 2})).hasMessageContaining("row 3");
    }

    private static KnnGraphBuilder builder(KnnGraph graph) {
        return KnnGraphBuilder.like(graph).withParallelism(new Parallelism(2));
    }

    private static KnnGraph updated(KnnGraph graph, Matrix features, int[] kept) {
        return builder(graph)
                .update(graph, features, kept)
                .orElseGet(() -> builder(graph).exact(features));
    }

    private static KnnGraph forced(KnnGraph graph, float[][] rows, int[] kept) {
        return builder(graph)
                .update(graph, Matrix.ofRows(rows), kept, graph.kg(), 0)
                .orElseThrow();
    }

    @Test
    void saysWhenSoMuchChangedThatAllIsBetterFoundAgain() {
        KnnGraph graph = exact(new float[][] {{0}, {1}, {2}}, 2, SelfMatch.FIRST);
        Matrix more = Matrix.ofRows(new float[][] {{0}, {1}, {2}, {3}});
        assertThat(builder(graph).update(graph, more, new int[] {0, 1, 2})).isEmpty();
    }

    private static void assertSame(KnnGraph actual, KnnGraph expected, String as) {
        assertThat(actual.size()).as(as).isEqualTo(expected.size());
        assertThat(actual.kg()).as(as).isEqualTo(expected.kg());
        for (int item = 0; item < actual.size(); item++) {
            assertThat(actual.neighbors(item)).as(as + ", item " + item).isEqualTo(expected.neighbors(item));
        }
    }

    private static KnnGraph exact(float[][] rows, int kg, SelfMatch self) {
        return new KnnGraphBuilder(kg, self, new Parallelism(1), null).exact(Matrix.ofRows(rows));
    }

    private static float[][] random(Random random, int rows, int columns, int values) {
        float[][] drawn = new float[rows][columns];
        for (float[] row : drawn) {
            for (int k = 0; k < columns; k++) {
                row[k] = random.nextInt(values);
            }
        }
        return drawn;
    }
}
