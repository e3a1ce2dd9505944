package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.advice.HarmPredictor;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.advice.ListAgreement;
import dev.icfrr.advice.ListCounts;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.StackedMatrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.Scales;
import dev.icfrr.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of all lists after items were added, from those before and the few lists that differ. */
class ListDifferencesTest {
    private static final Parallelism TWO = new Parallelism(2);
    private static final int KG = 16;
    private static final Scales SCALES = Scales.upTo(16);
    private static final List<Integer> SIZES = List.of(4, 8, 13);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void statisticsFollowFromTheListsThatDiffer(int seed) {
        Random random = new Random(seed);
        Matrix first = random(random, 400);
        KnnGraph base = new KnnGraphBuilder(KG, SelfMatch.INDEX, TWO, null).exact(first);
        // Two galleries that grow from one, so that neither state is the other's successor.
        List<KnnGraph> states = new ArrayList<>(List.of(base));
        for (int branch = 0; branch < 2; branch++) {
            KnnGraph graph = base;
            Matrix features = first;
            for (int change = 0; change < 3; change++) {
                features = new StackedMatrix(features, random(random, 1 + random.nextInt(4)));
                Tensor radii = Tensor.of(ListRadii.of(base, first, 0, TWO), 400);
                graph = graph.changed(AddedNeighbors.find(graph, features, radii, null, KG, TWO)
                        .orElseThrow()
                        .lists());
                states.add(graph);
            }
        }
        for (KnnGraph before : states) {
            ChanceVotes chance = ChanceVotes.of(before, SCALES);
            ListAgreement agreement = new ListAgreement(before, SIZES, TWO);
            ListCounts stored = ListCounts.stored(SIZES, agreement.counts().toTensor());
            HarmPredictor predictor = new HarmPredictor(before, 13, InitialRankings.ofItems(before, 13, 1), TWO);
            for (KnnGraph after : states) {
                String as = "seed " + seed + ", from " + before.size() + " to " + after.size() + " items";
                ChanceVotes votes = chance.changed(before, after);
                ChanceVotes counted = ChanceVotes.of(after, SCALES);
                assertThat(votes.voters()).isEqualTo(counted.voters());
                for (int item = 0; item < after.size(); item++) {
                    assertThat(votes.of(item)).as(as).isEqualTo(counted.of(item));
                }
                assertThat(stored.changed(before, after).toTensor().toIntArray())
                        .as(as)
                        .isEqualTo(ListCounts.of(after, SIZES, new Parallelism(1))
                                .toTensor()
                                .toIntArray());
                InitialRankings rankings = InitialRankings.ofItems(after, 13, 1);
                HarmPredictor next = predictor.changed(after, rankings);
                HarmPredictor measured = new HarmPredictor(after, 13, rankings, TWO);
                assertThat(next.datasetScore()).as(as).isEqualTo(measured.datasetScore());
                for (int draw = 0; draw < 10; draw++) {
                    int[] ranking =
                            random.ints(0, after.size()).distinct().limit(13).toArray();
                    assertThat(agreement.changed(after).of(ranking))
                            .as(as)
                            .isEqualTo(new ListAgreement(after, SIZES, TWO).of(ranking));
                    assertThat(next.score(ranking)).as(as).isEqualTo(measured.score(ranking));
                }
            }
        }
    }

    @Test
    void onlyListsThatDifferAreVisited() {
        KnnGraph graph = new KnnGraphBuilder(3, SelfMatch.INDEX, TWO, null).exact(random(new Random(5), 20));
        TreeMap<Integer, int[]> lists = new TreeMap<>();
        lists.put(4, graph.neighbors(4));
        int[] other = graph.neighbors(7);
        other[2] = 20;
        lists.put(7, other);
        lists.put(20, new int[] {1, 2, 3});
        KnnGraph changed = graph.changed(ListChanges.of(21, 3, lists));
        List<String> visited = new ArrayList<>();
        ListDifferences.Visitor visitor =
                (before, after) -> visited.add(Arrays.toString(before) + " " + Arrays.toString(after));
        ListDifferences.forEach(graph, changed, 3, visitor);
        assertThat(visited)
                .containsExactly(Arrays.toString(graph.neighbors(7)) + " " + Arrays.toString(other), "[] [1, 2, 3]");
        visited.clear();
        ListDifferences.forEach(changed, graph, 2, visitor);
        assertThat(visited).containsExactly("[1, 2] []");
    }

    @Test
    void statisticsOfOtherGalleriesAreRefused() {
        KnnGraph graph = new KnnGraphBuilder(8, SelfMatch.INDEX, TWO, null).exact(random(new Random(6), 40));
        KnnGraph larger = new KnnGraphBuilder(8, SelfMatch.INDEX, TWO, null).exact(random(new Random(6), 41));
        ChanceVotes votes = ChanceVotes.of(graph, Scales.upTo(8));
        assertThatThrownBy(() -> votes.changed(larger, graph)).hasMessageContaining("of 40 lists");
        assertThatThrownBy(() -> votes.changed(graph, larger.truncated(7))).hasMessageContaining("up to K 8");
        ListAgreement agreement = new ListAgreement(graph, List.of(4, 8), TWO);
        assertThatThrownBy(() -> agreement.changed(larger.truncated(7))).hasMessageContaining("KG 7");
    }

    private static Matrix random(Random random, int rows) {
        float[][] all = new float[rows][3];
        for (float[] row : all) {
            for (int k = 0; k < row.length; k++) {
                row[k] = random.nextInt(20);
            }
        }
        return Matrix.ofRows(all);
    }
}
