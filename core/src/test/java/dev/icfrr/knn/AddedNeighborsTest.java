package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.GalleryRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.StackedMatrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.Vote;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddedNeighborsTest {
    private static final Parallelism TWO = new Parallelism(2);
    private static final int SCALED = 4;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void listsAfterAdditionsAreThoseOfARebuild(int seed) {
        Random random = new Random(seed);
        SelfMatch self = seed % 2 == 0 ? SelfMatch.FIRST : SelfMatch.INDEX;
        int kg = LocalScaling.plainLength(SCALED) + random.nextInt(9);
        // Few distinct values: exact duplicates by the dozen, and ties between others.
        int values = seed <= 4 ? 2 : 50;
        Matrix features = random(random, 300 + random.nextInt(300), values);
        KnnGraph plain = new KnnGraphBuilder(kg, self, TWO, null).exact(features);
        KnnGraph scaled = LocalScaling.ofFeatures(plain, features, SCALED, TWO, null);
        Tensor radii = Tensor.of(ListRadii.of(plain, features, 0, TWO), features.rows());
        for (int change = 0; change < 12; change++) {
            String as = "seed " + seed + ", change " + change;
            features = new StackedMatrix(features, random(random, 1 + random.nextInt(change == 7 ? 40 : 3), values));
            ListChanges found = AddedNeighbors.find(plain, features, radii, null, kg, TWO)
                    .orElseThrow()
                    .lists();
            KnnGraph changed = plain.changed(found);
            scaled = scaled.changed(AddedScaledLists.find(plain, scaled, found, changed, features, null, TWO)
                    .orElseThrow());
            plain = changed;
            assertSame(plain, new KnnGraphBuilder(kg, self, TWO, null).exact(features), as);
            assertSame(scaled, LocalScaling.ofFeatures(plain, features, SCALED, TWO, null), as + ", scaled");
        }
    }

    /** After removals lists may repeat their last neighbor. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shortListsGrowAsInAnUpdate(int seed) {
        Random random = new Random(seed);
        SelfMatch self = seed % 2 == 0 ? SelfMatch.FIRST : SelfMatch.INDEX;
        Matrix before = random(random, 200, seed <= 2 ? 3 : 50);
        KnnGraphBuilder builder = new KnnGraphBuilder(20, self, TWO, null);
        int[] kept = random.ints(0, 200).distinct().limit(180).sorted().toArray();
        Matrix features = before.selectRows(kept);
        KnnGraph graph =
                builder.update(builder.exact(before), features, kept, 10, 0).orElseThrow();
        Matrix more = new StackedMatrix(features, random(random, 5, 50));
        Tensor radii = Tensor.of(ListRadii.of(graph, features, 0, TWO), 180);
        KnnGraph added = graph.changed(AddedNeighbors.find(graph, more, radii, null, 10, TWO)
                .orElseThrow()
                .lists());
        int[] all = new int[180];
        Arrays.setAll(all, i -> i);
        assertSame(added, builder.update(graph, more, all, 10, 0).orElseThrow(), "seed " + seed);
    }

    @Test
    void changedGraphsRerankAsSavedOnes(@TempDir Path folder) throws IOException {
        Random random = new Random(9);
        // The second gallery needs 32 bits per neighbor.
        for (int size : new int[] {500, 66_000}) {
            Matrix first = random(random, size, 50);
            KnnGraph old = prepared(random, size, 16);
            Matrix features = new StackedMatrix(first, random(random, 3, 50));
            Tensor radii = Tensor.of(ListRadii.of(old, first, 0, TWO), size);
            ListChanges found = AddedNeighbors.find(old, features, radii, null, 1, TWO)
                    .orElseThrow()
                    .lists();
            KnnGraph changed = old.changed(ListChanges.stored(size + 3, found.items(), found.lists()));
            assertThat(changed.changes().orElseThrow().count()).isBetween(4, size);
            changed.save(folder.resolve("saved.knn"));
            KnnGraph saved = KnnGraph.open(folder.resolve("saved.knn"));
            assertSame(changed, saved, "size " + size);
            double[] distances = random.doubles(size + 3).toArray();
            IcfrrParameters flat = IcfrrParameters.DEFAULTS.withKq(40);
            assertThat(new Icfrr(changed, flat).rerank(distances, 100).toArray())
                    .isEqualTo(new Icfrr(saved, flat).rerank(distances, 100).toArray());
            Vote vote = Vote.MULTISCALE;
            IcfrrParameters multiscale = IcfrrParameters.DEFAULTS.withKq(16).withVote(vote);
            ChanceVotes chance = ChanceVotes.of(changed, Scales.upTo(16));
            assertThat(Icfrr.multiscale(changed, multiscale, chance)
                            .rerank(distances, 100)
                            .toArray())
                    .isEqualTo(Icfrr.multiscale(saved, multiscale, ChanceVotes.of(saved, Scales.upTo(16)))
                            .rerank(distances, 100)
                            .toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 12, 13, 14, 15})
    void anItemMayBeComparedWithAFewOnly(int seed) {
        Random random = new Random(seed);
        Matrix first = random(random, 2000, seed % 2 == 0 ? 50 : 5);
        KnnGraphBuilder builder = new KnnGraphBuilder(5, SelfMatch.INDEX, TWO, null);
        KnnGraph old = builder.exact(first);
        Matrix features = new StackedMatrix(first, random(random, 2, 50));
        Tensor radii = Tensor.of(ListRadii.of(old, first, 0, TWO), 2000);
        int[][] start = {
            random.ints(1 + random.nextInt(100), 0, 2000).distinct().toArray(),
            random.ints(1 + random.nextInt(5), 0, 2000).distinct().toArray()
        };
        AddedNeighbors.Found found = AddedNeighbors.find(old, features, radii, item -> start[item - 2000], 5, TWO)
                .orElseThrow();
        KnnGraph changed = old.changed(found.lists());
        KnnGraph exact = builder.exact(features);
        List<Set<Integer>> compared =
                List.of(reached(old, features, 2000, start[0]), reached(old, features, 2001, start[1]));
        for (int added = 2000; added < 2002; added++) {
            Set<Integer> others = new HashSet<>(compared.get(added - 2000));
            others.add(4001 - added);
            assertThat(changed.neighbors(added))
                    .as("seed " + seed)
                    .isEqualTo(nearest(features, added, others, 5).stream()
                            .mapToInt(item -> item)
                            .toArray());
        }
        Set<Integer> all = new HashSet<>(compared.get(0));
        all.addAll(compared.get(1));
        assertThat(found.compared().orElseThrow().stream().boxed()).containsExactlyInAnyOrderElementsOf(all);
        for (int item = 0; item < 2000; item++) {
            // With all added items that were compared with an item, its list is exact.
            if (compared.get(0).contains(item) && compared.get(1).contains(item)) {
                assertThat(changed.neighbors(item)).isEqualTo(exact.neighbors(item));
            } else if (!all.contains(item)) {
                assertThat(changed.neighbors(item)).isEqualTo(old.neighbors(item));
            }
        }
        assertThat(AddedNeighbors.find(old, features, radii, _ -> new int[0], 5, TWO))
                .isEqualTo(Optional.empty());
    }

    /** Returns the items reached from some by the lists of the nearest, round after round. */
    private static Set<Integer> reached(KnnGraph graph, Matrix features, int added, int[] start) {
        Set<Integer> reached = new HashSet<>(Arrays.stream(start).boxed().toList());
        for (int before = 0; before < reached.size(); ) {
            before = reached.size();
            for (int item : nearest(features, added, reached, graph.kg() + 1)) {
                Arrays.stream(graph.neighbors(item)).forEach(reached::add);
            }
        }
        return reached;
    }

    private static List<Integer> nearest(Matrix features, int added, Set<Integer> among, int count) {
        return among.stream()
                .sorted(Comparator.<Integer>comparingDouble(item -> squared(features, added, item))
                        .thenComparing(item -> item))
                .limit(count)
                .toList();
    }

    @Test
    void distancesToStackedRowsAreThoseOfOneBlock() {
        Random random = new Random(11);
        Matrix top = random(random, 70, 50);
        Matrix bottom = random(random, 30, 50);
        float[][] all = new float[100][4];
        Matrix stacked = new StackedMatrix(top, bottom);
        for (int row = 0; row < 100; row++) {
            stacked.copyRow(row, all[row]);
        }
        GalleryRows one = new GalleryRows(Matrix.ofRows(all));
        GalleryRows two = new GalleryRows(stacked);
        double[] query = one.query(new float[] {1, -2, 3, 0.5f});
        for (int[] range : new int[][] {{0, 100}, {0, 70}, {70, 100}, {69, 71}, {80, 81}, {70, 70}}) {
            double[] expected = new double[100];
            double[] found = new double[100];
            one.squared(query, range[0], range[1], expected);
            two.squared(query, range[0], range[1], found);
            assertThat(found).as(Arrays.toString(range)).isEqualTo(expected);
        }
        int[] items = random.ints(60, 0, 100).toArray();
        double[] expected = new double[60];
        double[] found = new double[60];
        one.squared(query, items, 5, 55, expected);
        two.squared(query, items, 5, 55, found);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void changesThatDoNotFitAreRefused() {
        KnnGraph graph = prepared(new Random(12), 50, 5);
        Tensor lists = Tensor.ofBytes(DType.UINT16, new byte[2 * 2 * 5], 2, 5);
        assertThatThrownBy(() -> ListChanges.stored(52, Tensor.of(new int[] {51, 50}, 2), lists))
                .hasMessageContaining("ascend");
        assertThatThrownBy(() -> ListChanges.stored(52, Tensor.of(new int[] {50, 52}, 2), lists))
                .hasMessageContaining("below 52");
        assertThatThrownBy(() -> ListChanges.stored(52, Tensor.of(new int[] {50}, 1), lists))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ListChanges.stored(70_000, Tensor.of(new int[] {50, 51}, 2), lists))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> graph.changed(ListChanges.stored(52, Tensor.of(new int[] {3, 51}, 2), lists)))
                .hasMessageContaining("do not fit");
        assertThatThrownBy(() -> graph.truncated(4)
                        .changed(ListChanges.stored(
                                52,
                                Tensor.of(new int[] {50, 51}, 2),
                                Tensor.ofBytes(DType.UINT16, new byte[2 * 2 * 4], 2, 4))))
                .hasMessageContaining("do not fit");
    }

    private static double squared(Matrix features, int a, int b) {
        float[] one = new float[features.columns()];
        float[] other = new float[features.columns()];
        features.copyRow(a, one);
        features.copyRow(b, other);
        return IntStream.range(0, one.length)
                .mapToDouble(k -> (double) (one[k] - other[k]) * (one[k] - other[k]))
                .sum();
    }

    private static KnnGraph prepared(Random random, int size, int kg) {
        PreparedLists lists = new KnnGraphBuilder(kg, SelfMatch.INDEX, TWO, null).prepared(size);
        for (int item = 0; item < size; item++) {
            lists.set(item, random.ints(0, size).distinct().limit(kg).toArray());
        }
        return lists.build();
    }

    private static void assertSame(KnnGraph graph, KnnGraph expected, String as) {
        assertThat(graph.size()).as(as).isEqualTo(expected.size());
        for (int item = 0; item < graph.size(); item++) {
            int[] list = graph.neighbors(item);
            if (!Arrays.equals(list, expected.neighbors(item)) || list[1] != graph.neighbor(item, 1)) {
                assertThat(list).as(as + ", item " + item).isEqualTo(expected.neighbors(item));
            }
        }
    }

    private static Matrix random(Random random, int rows, int values) {
        float[][] all = new float[rows][4];
        for (float[] row : all) {
            for (int k = 0; k < row.length; k++) {
                row[k] = random.nextInt(values) - 1;
            }
        }
        return Matrix.ofRows(all);
    }
}
