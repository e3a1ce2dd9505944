package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Explanation.CastVote;
import dev.icfrr.rerank.Explanation.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainerTest {

    /** Items 0 .. 4 on a line at 0, 1, 2, 3, 10; the query is nearest to item 0. */
    private static Icfrr line(UpdateRule rule) {
        double[] places = {0, 1, 2, 3, 10};
        double[] distances = new double[25];
        for (int i = 0; i < 25; i++) {
            distances[i] = Math.abs(places[i / 5] - places[i % 5]);
        }
        KnnGraph graph = new KnnGraphBuilder(2, rule.selfMatch(), new Parallelism(1), null)
                .fromDistances(Matrix.of(5, 5, distances));
        return new Icfrr(
                graph,
                IcfrrParameters.DEFAULTS
                        .withKq(2)
                        .withBeta(0.5)
                        .withIterations(2)
                        .withUpdate(rule));
    }

    @Test
    void votesEqualThoseCountedByHand() {
        double[] distances = {1, 4, 2, 8, 16};
        // The order is 0, 2, 1, 3, 4: items 0 and 2 vote. N(0) = 1, 2. N(2) = 1, 3. G-1 = 4.
        Explanation of = new Explainer(line(UpdateRule.REFERENCE)).explain(distances, 1);
        Step first = of.steps().get(0);
        assertThat(first.ranked()).isEqualTo(new RankedItem(1, 2, 2, 2, -4, 0, 0));
        assertThat(first.votes()).isEmpty();
        Step second = of.steps().get(1);
        assertThat(second.votes())
                .containsExactly(new CastVote(0, 0, 0, 4, 4 / 8.0), new CastVote(2, 1, 0, 4, 4 / 8.0));
        assertThat(second.voters()).isEqualTo(2);
        assertThat(second.denominator()).isEqualTo(8);
        // Its position's value is -4; it gets 8/8 of beta.
        assertThat(second.base()).isEqualTo(-4);
        assertThat(second.ranked()).isEqualTo(new RankedItem(1, 2, 2, 2, -3.5, 8, 1));

        Explanation third = new Explainer(line(UpdateRule.REFERENCE)).explain(distances, 3);
        assertThat(third.steps().get(1).votes()).containsExactly(new CastVote(2, 1, 1, 3, 3 / 8.0));
        assertThat(third.steps().get(1).ranked().score()).isEqualTo(-8 + 0.5 * 3 / 8);

        // By the accumulating rule the second bonus is added to the first one's score.
        Explanation adding = new Explainer(line(UpdateRule.ACCUMULATING)).explain(distances, 1);
        assertThat(adding.last().base()).isEqualTo(-3.5);
        assertThat(adding.last().ranked().score()).isEqualTo(-3);
        assertThat(adding.last().ranked().gained()).isZero();
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void scoresExplainTheOrdersOfTheReranker(UpdateRule rule) {
        for (int seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            int size = 1 + random.nextInt(40);
            float[][] rows = new float[size][3];
            for (float[] row : rows) {
                for (int k = 0; k < 3; k++) {
                    row[k] = random.nextInt(5);
                }
            }
            KnnGraph graph = new KnnGraphBuilder(1 + random.nextInt(12), rule.selfMatch(), new Parallelism(1), null)
                    .exact(Matrix.ofRows(rows));
            Icfrr icfrr = new Icfrr(
                    graph,
                    IcfrrParameters.DEFAULTS
                            .withKq(1 + random.nextInt(12))
                            .withBeta(random.nextDouble())
                            .withIterations(random.nextInt(6))
                            .withUpdate(rule)
                            .withStopWhenStable(random.nextBoolean()));
            int[] candidates = random.nextBoolean()
                    ? IntStream.range(0, size).toArray()
                    : IntStream.range(0, size).filter(i -> i % 3 != 1).toArray();
            double[] distances = candidates.length == 0
                    ? new double[0]
                    : random.doubles(candidates.length, 0, 2).toArray();
            assertExplained(icfrr, candidates, distances, "seed " + seed);
        }
    }

    private static void assertExplained(Icfrr icfrr, int[] candidates, double[] distances, String as) {
        Explainer explainer = new Explainer(icfrr);
        RerankTracer tracer = new RerankTracer(icfrr);
        boolean whole = candidates.length == icfrr.gallerySize();
        List<int[]> orders = new ArrayList<>();
        icfrr.rerankCandidates(
                candidates, distances, 0, (q, i, order) -> orders.add(Arrays.copyOf(order, candidates.length)));
        RerankTrace trace = tracer.traceCandidates(candidates, distances, candidates.length);
        if (whole) {
            assertThat(tracer.trace(distances, candidates.length)).as(as).isEqualTo(trace);
        }
        assertThat(trace.iterations()).hasSize(icfrr.iterations() + 1);
        for (int iteration = 0; iteration <= icfrr.iterations(); iteration++) {
            List<RankedItem> rankedItems = trace.iterations().get(iteration);
            assertThat(rankedItems.stream().mapToInt(RankedItem::item).toArray())
                    .as(as)
                    .isEqualTo(orders.get(iteration));
            assertThat(rankedItems.stream().mapToDouble(ranked -> -ranked.score()))
                    .as(as)
                    .isSorted();
        }
        int[] some = Arrays.stream(candidates).filter(item -> item % 2 == 0).toArray();
        assertThat(
                        whole
                                ? explainer.explain(distances, some)
                                : explainer.explainCandidates(candidates, distances, some))
                .as(as)
                .isEqualTo(Arrays.stream(some)
                        .mapToObj(item -> explainer.explainCandidates(candidates, distances, item))
                        .toList());
        for (int item : candidates) {
            Explanation explanation = whole
                    ? explainer.explain(distances, item)
                    : explainer.explainCandidates(candidates, distances, item);
            for (Step step : explanation.steps()) {
                RankedItem ranked = step.ranked();
                assertThat(trace.iterations().get(step.iteration()).get(ranked.rank()))
                        .as(as)
                        .isEqualTo(ranked);
                assertThat(step.votes().stream().mapToLong(CastVote::weight).sum() - step.chance())
                        .as(as)
                        .isEqualTo(ranked.voteSum());
                if (ranked.voteSum() != 0) {
                    assertThat(ranked.bonus()).isEqualTo(ranked.voteSum() / (double) step.denominator());
                    assertThat(ranked.score())
                            .isEqualTo(step.base() + icfrr.parameters().beta() * ranked.voteSum() / step.denominator());
                } else {
                    assertThat(ranked.score()).isEqualTo(step.base());
                }
                for (CastVote vote : step.votes()) {
                    assertThat(vote.weight()).isEqualTo(icfrr.gallerySize() - 1L - vote.rank());
                    assertThat(icfrr.graph().neighbor(vote.voter(), vote.rank()))
                            .isEqualTo(item);
                    assertThat(orders.get(step.iteration() - 1)[vote.position()])
                            .isEqualTo(vote.voter());
                    assertThat(vote.position()).isLessThan(step.voters());
                }
            }
        }
    }

    @Test
    void tracesShowTheFirstItemsAtEachIteration() {
        RerankTrace trace = new RerankTracer(line(UpdateRule.REFERENCE)).trace(new double[] {1, 4, 2, 8, 16}, 2);
        assertThat(trace.iterations())
                .hasSize(3)
                .allSatisfy(first -> assertThat(first).hasSize(2));
        assertThat(trace.first().getFirst().item()).isZero();
        assertThat(trace.last()).isEqualTo(trace.iterations().get(2));
    }

    @Test
    void refusesItemsThatAreNotRanked() {
        Explainer explainer = new Explainer(line(UpdateRule.REFERENCE));
        double[] distances = {1, 4, 2, 8, 16};
        assertThatThrownBy(() -> explainer.explain(distances, 5)).hasMessageContaining("item 5");
        assertThatThrownBy(() -> explainer.explain(distances, -1)).hasMessageContaining("item -1");
        assertThatThrownBy(() -> explainer.explainCandidates(new int[] {0, 2}, new double[2], 1))
                .hasMessageContaining("none of the 2");
    }

    @Test
    void refusesAnotherNumberOfDistances() {
        Explainer explainer = new Explainer(line(UpdateRule.REFERENCE));
        assertThatThrownBy(() -> explainer.explain(new double[2], 0)).hasMessageContaining("5 distances");
    }

    @Test
    void tracesNeedAtLeastOneItem() {
        RerankTracer tracer = new RerankTracer(line(UpdateRule.REFERENCE));
        assertThatThrownBy(() -> tracer.trace(new double[] {1, 4, 2, 8, 16}, 0)).hasMessageContaining("topN");
    }

    @Test
    void tracesOfNoCandidatesAreEmpty() {
        RerankTracer tracer = new RerankTracer(line(UpdateRule.REFERENCE));
        assertThat(tracer.traceCandidates(new int[0], new double[0], 3).iterations())
                .isEmpty();
    }
}
