package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.PreparedLists;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.testing.Seed;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Large galleries count only the votes for candidates, smaller ones those for all items. */
class CandidatesOfLargeGalleriesTest {
    private static final int GALLERY = (1 << 20) + 5;
    private static final int NEIGHBORS = 8;
    private static final int GROUP = 64;

    @RegisterExtension
    final Seed seeds = new Seed(20261127);

    /** Items have their neighbors in their group, and some elsewhere. */
    private static KnnGraph graph(RandomGenerator random) {
        PreparedLists lists =
                KnnGraphBuilder.of(NEIGHBORS).withSelfMatch(SelfMatch.INDEX).prepared(GALLERY);
        int[] neighbors = new int[NEIGHBORS];
        for (int item = 0; item < GALLERY; item++) {
            for (int rank = 0; rank < NEIGHBORS; rank++) {
                int near = item / GROUP * GROUP + (item + 1 + rank * 7) % GROUP;
                neighbors[rank] = random.nextInt(8) == 0 ? random.nextInt(GALLERY) : Math.min(near, GALLERY - 1);
            }
            lists.set(item, neighbors);
        }
        return lists.build();
    }

    private static int[] candidates(RandomGenerator random) {
        int first = random.nextInt(GALLERY - 4 * GROUP);
        return random.ints(first, first + 4 * GROUP)
                .distinct()
                .limit(1 + random.nextInt(3 * GROUP))
                .toArray();
    }

    @Test
    void rankAsWindowsDo() {
        Random random = new Random(seeds.value());
        KnnGraph graph = graph(random);
        for (Vote vote : new Vote[] {Vote.FLAT, Vote.MULTISCALE}) {
            for (UpdateRule rule : UpdateRule.values()) {
                IcfrrParameters parameters = IcfrrParameters.DEFAULTS
                        .withVote(vote)
                        .withKq(NEIGHBORS)
                        .withUpdate(rule)
                        .withIterations(4);
                Icfrr icfrr = new Icfrr(graph, parameters);
                ChanceVotes chance = ChanceVotes.of(graph, Scales.upTo(NEIGHBORS));
                for (int query = 0; query < 100; query++) {
                    int[] items = candidates(random);
                    boolean continuous = query % 2 == 0;
                    double[] distances = random.doubles(items.length)
                            .map(d -> continuous ? d : Math.rint(8 * d))
                            .toArray();
                    int[] expected = byWindow(graph, chance, parameters, items, distances);
                    assertThat(icfrr.rerankCandidates(items, distances).toArray())
                            .as("%s, %s, query %d", vote, rule, query)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static int[] byWindow(
            KnnGraph graph, ChanceVotes chance, IcfrrParameters parameters, int[] items, double[] distances) {
        Integer[] places = new Integer[items.length];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, Comparator.comparingInt(place -> items[place]));
        int[] ascending = Arrays.stream(places).mapToInt(place -> items[place]).toArray();
        double[] own =
                Arrays.stream(places).mapToDouble(place -> distances[place]).toArray();
        Ranking ranking = new WindowReranker(parameters).rerank(own, NeighborLookup.of(graph, chance, ascending));
        return Arrays.stream(ranking.toArray()).map(number -> ascending[number]).toArray();
    }

    @Test
    void memoryIsInProportionToTheCandidates() {
        Random random = new Random(seeds.value());
        KnnGraph graph = graph(random);
        int[] items = candidates(random);
        double[] distances = random.doubles(items.length).toArray();
        Icfrr icfrr = new Icfrr(graph, IcfrrParameters.DEFAULTS.withKq(NEIGHBORS));
        icfrr.rerankCandidates(new int[] {1}, new double[] {1});
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        icfrr.rerankCandidates(items, distances);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(GALLERY / 4);
    }
}
