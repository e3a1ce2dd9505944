package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.PreparedLists;
import dev.icfrr.knn.SelfMatch;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ListAgreementTest {

    private static KnnGraph graph(int[]... lists) {
        PreparedLists builder = KnnGraphBuilder.of(lists[0].length)
                .withSelfMatch(SelfMatch.INDEX)
                .prepared(lists.length);
        for (int item = 0; item < lists.length; item++) {
            builder.set(item, lists[item]);
        }
        return builder.build();
    }

    @Test
    void agreementEqualsThatCountedByHand() {
        // Two groups of three that name each other first, and one stranger that all others name never.
        KnnGraph graph = graph(
                new int[] {1, 2, 3},
                new int[] {0, 2, 3},
                new int[] {0, 1, 3},
                new int[] {4, 5, 0},
                new int[] {3, 5, 0},
                new int[] {3, 4, 0},
                new int[] {0, 3, 1});
        ListAgreement agreement = new ListAgreement(graph, List.of(2, 3));
        // K = 2: T = {0, 1}. Lists of two: 0 names 1, 1 names 0: 2 of 4 votes stay. On the seven lists of two, item 0
        // stands 3 times (of 1, 2, 6) and item 1 twice (of 0, 2): 5 of 14 votes would stay by chance.
        // K = 3: T = {0, 1, 2}. Of 9 votes 6 stay. Item 0 is on 6 lists of three, 1 on 3, 2 on 2: 11 of 21 by chance.
        assertThat(agreement.of(new int[] {0, 1, 2, 6}))
                .containsExactly(new double[] {2 / 4.0 - 5 / 14.0, 6 / 9.0 - 11 / 21.0}, within(1e-15));
        // T = {6, 0}: 6 names 0. Item 6 is on no list, item 0 on 3.
        assertThat(agreement.of(new int[] {6, 0, 3})[0]).isCloseTo(1 / 4.0 - 3 / 14.0, within(1e-15));
    }

    @RepeatedTest(30)
    void agreementFollowsTheDefinition(RepetitionInfo repetition) {
        long seed = 900 + repetition.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        int size = random.nextInt(2, repetition.getCurrentRepetition() % 2 == 0 ? 60 : 200);
        int kg = random.nextInt(1, size);
        int[][] lists = new int[size][];
        for (int item = 0; item < size; item++) {
            lists[item] = Arrays.copyOf(shuffled(size, item, random), kg);
        }
        int largest = random.nextInt(1, size + 1);
        List<Integer> scales = ListAgreement.scales(largest);
        int[] ranking = shuffled(size, -1, random);
        double[] agreement = new ListAgreement(graph(lists), scales).of(ranking);
        for (int i = 0; i < agreement.length; i++) {
            int k = scales.get(i);
            assertThat(agreement[i]).as("seed %d, K %d", seed, k).isCloseTo(naive(lists, ranking, k), within(1e-12));
        }
    }

    private static double naive(int[][] lists, int[] ranking, int k) {
        int length = Math.min(k, lists[0].length);
        Set<Integer> top = new HashSet<>();
        for (int i = 0; i < k; i++) {
            top.add(ranking[i]);
        }
        double stay = 0;
        double chance = 0;
        for (int item = 0; item < lists.length; item++) {
            for (int rank = 0; rank < length; rank++) {
                if (top.contains(lists[item][rank])) {
                    stay += top.contains(item) ? 1 : 0;
                    chance++;
                }
            }
        }
        return stay / (k * length) - chance / (lists.length * length);
    }

    private static int[] shuffled(int size, int without, SplittableRandom random) {
        int[] items = IntStream.range(0, size).filter(item -> item != without).toArray();
        for (int i = items.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = items[i];
            items[i] = items[j];
            items[j] = swapped;
        }
        return items;
    }

    @Test
    void scalesMustAscendWithinTheGallery() {
        KnnGraph graph = graph(new int[] {1, 2}, new int[] {0, 2}, new int[] {0, 1});
        assertThat(ListAgreement.scales(4)).containsExactly(4);
        assertThat(ListAgreement.scales(20)).containsExactly(4, 8, 16, 20);
        assertThat(ListAgreement.scales(1)).containsExactly(1);
        assertThatThrownBy(() -> new ListAgreement(graph, List.of(2, 2))).hasMessageContaining("ascend");
        assertThatThrownBy(() -> new ListAgreement(graph, List.of(0))).hasMessageContaining("ascend");
        assertThatThrownBy(() -> new ListAgreement(graph, List.of(4))).hasMessageContaining("the gallery's size, 3");
        assertThatThrownBy(() -> new ListAgreement(graph, List.of(3)).of(new int[] {0, 1}))
                .hasMessageContaining("too short for the scale 3");
        // The whole gallery keeps all its votes, by chance too.
        assertThat(new ListAgreement(graph, List.of(3)).of(new int[] {2, 1, 0})).containsExactly(0);
    }
}
