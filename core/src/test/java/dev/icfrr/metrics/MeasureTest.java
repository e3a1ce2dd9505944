package dev.icfrr.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fractions counted by hand. */
class MeasureTest {
    private static final double EXACT = 1e-15;

    /** Hits at ranks 2, 3 and 6 of 8; four items are relevant in all. */
    private static final JudgedRanking RANKING =
            JudgedRanking.binary(new boolean[] {false, true, true, false, false, true, false, false}, 4);

    @ParameterizedTest
    @CsvSource({
        "mAP@all, 0.4166666666666667", // (1/2 + 2/3 + 3/6) / 4
        "mAP@3, 0.5833333333333333", // (1/2 + 2/3) / 2
        "mAP@1, 0",
        "mAP_R@3, 0.2916666666666667", // (1/2 + 2/3) / 4
        "mAP_min@3, 0.3888888888888889", // (1/2 + 2/3) / 3
        "mAP_min@100, 0.4166666666666667",
        "mAP_interp, 0.4583333333333333", // (2/3 + 2/3 + 3/6) / 4
        "mAP_interp@3, 0.4444444444444444", // (2/3 + 2/3) / 3
        "prec@3, 0.6666666666666666",
        "prec@16, 0.1875", // 3/16
        "prec_min@16, 0.375", // 3/8
        "recall@3, 0.5",
        "recall@8, 0.75",
        "mrr, 0.5",
        "mrr@1, 0",
        "R-prec, 0.5",
        "cmc@1, 0",
        "cmc@2, 1",
        "minp, 0",
    })
    void threeOfFourFound(String name, double expected) {
        assertThat(Measure.parse(name).of(RANKING)).isCloseTo(expected, within(EXACT));
    }

    @Test
    void discountedGain() {
        double gain = 1 / log2(3) + 1 / log2(4) + 1 / log2(7);
        double ideal = 1 + 1 / log2(3) + 1 / log2(4) + 1 / log2(5);
        assertThat(Measure.parse("ndcg").of(RANKING)).isCloseTo(gain / ideal, within(EXACT));
        assertThat(Measure.parse("ndcg@2").of(RANKING)).isCloseTo(1 / log2(3) / (1 + 1 / log2(3)), within(EXACT));
        JudgedRanking graded = JudgedRanking.graded(new int[] {1, 0, 3, -2}, new int[] {0, 3, 1, 2, -2});
        assertThat(Measure.parse("ndcg").of(graded))
                .isCloseTo((1 + 3 / log2(4)) / (3 + 2 / log2(3) + 1 / log2(4)), within(EXACT));
        assertThat(Measure.parse("recall@4").of(graded)).isCloseTo(2 / 3.0, within(EXACT));
    }

    @Test
    void theHardestMatch() {
        JudgedRanking all = JudgedRanking.binary(new boolean[] {true, false, false, true, false}, 2);
        assertThat(Measure.parse("mINP").of(all)).isEqualTo(2 / 4.0);
    }

    @Test
    void withoutRelevantItemsEveryMetricIsZero() {
        JudgedRanking none = JudgedRanking.binary(new boolean[] {false, false}, 0);
        JudgedRanking empty = JudgedRanking.binary(new boolean[0], 3);
        for (MeasureFamily family : MeasureFamily.values()) {
            Measure measure = new Measure(family, family.cut() == MeasureFamily.Cut.NEEDED ? 5 : Measure.ALL);
            assertThat(measure.of(none)).as(measure.label()).isZero();
            assertThat(measure.of(empty)).as(measure.label()).isZero();
        }
    }

    @Test
    void aPerfectRankingHasOneInEveryMetric() {
        JudgedRanking perfect = JudgedRanking.binary(new boolean[] {true, true, true, false}, 3);
        for (MeasureFamily family : MeasureFamily.values()) {
            Measure measure = new Measure(family, family.cut() == MeasureFamily.Cut.NEEDED ? 3 : Measure.ALL);
            assertThat(measure.of(perfect)).as(measure.label()).isCloseTo(1, within(EXACT));
        }
    }

    /** The interpolation by its definition: the greatest precision at any rank from the hit on. */
    @Test
    void interpolationTakesTheGreatestPrecisionFromThereOn() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            boolean[] hits = new boolean[1 + random.nextInt(30)];
            int relevant = 0;
            for (int i = 0; i < hits.length; i++) {
                hits[i] = random.nextInt(3) == 0;
                relevant += hits[i] ? 1 : 0;
            }
            int cut = 1 + random.nextInt(35);
            int looked = Math.min(cut, hits.length);
            double sum = 0;
            for (int r = 0; r < looked; r++) {
                double best = 0;
                for (int s = r; s < looked; s++) {
                    int end = s + 1;
                    long found = IntStream.range(0, end).filter(i -> hits[i]).count();
                    best = Math.max(best, found / (double) end);
                }
                sum += hits[r] ? best : 0;
            }
            double expected = relevant == 0 ? 0 : sum / Math.min(relevant, looked);
            assertThat(Measure.parse("map_interp@" + cut).of(JudgedRanking.binary(hits, relevant)))
                    .isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void namesReadBackAndCaseDoesNotMatter() {
        for (String name : List.of("mAP@all", "mAP@200", "mAP_interp", "nDCG@10", "nDCG", "MRR@5", "R-prec", "CMC@1")) {
            assertThat(Measure.parse(name).label()).isEqualTo(name);
            assertThat(Measure.parse(name.toUpperCase(java.util.Locale.ROOT))).isEqualTo(Measure.parse(name));
        }
        assertThat(Measure.parse("map")).isEqualTo(Measure.parse("mAP@all"));
        assertThat(Measure.parse("ndcg@all")).isEqualTo(Measure.parse("nDCG"));
        assertThat(Measure.parseAll("map, ndcg@10,MAP@all")).hasSize(2);
        assertThat(Measure.reference())
                .extracting(Measure::label)
                .containsExactly("mAP@all", "mAP@200", "prec@25", "prec@100", "prec@200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "auc", "prec", "prec@0", "prec@-3", "prec@all", "R-prec@5", "ndcg@ten", "ndcg@"})
    void mistakesAreNamed(String name) {
        assertThatThrownBy(() -> Measure.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSinkMeasuresOrdersByLabels() {
        Labels labels = Labels.of(new long[] {7, 1}, new long[] {7, 1, 7, 2, 7});
        List<Measure> measures = Measure.parseAll("mAP@all,mINP,nDCG@2");
        MeasureSink sink = new MeasureSink(labels, 1, measures);
        for (int iteration : new int[] {0, 1}) {
            sink.accept(1, iteration, new int[] {0, 1, 2, 3, 4});
            sink.accept(0, iteration, new int[] {2, 1, 0, 4, 3});
        }
        assertThat(sink.ofQuery(measures.get(0), 0, 0)).isCloseTo((1 + 2 / 3.0 + 3 / 4.0) / 3, within(EXACT));
        assertThat(sink.ofQueries(measures.get(1), 1)).containsExactly(3 / 4.0, 1 / 2.0);
        assertThat(sink.mean(measures.get(1), 1)).isEqualTo(0.625);
        assertThatThrownBy(() -> sink.mean(Measure.parse("mrr"), 0)).hasMessageContaining("not measured: MRR");
    }

    @Test
    void discountsGrowWithTheRanking() {
        boolean[] hits = new boolean[3000];
        Arrays.fill(hits, true);
        assertThat(Measure.parse("ndcg").of(JudgedRanking.binary(hits, 3000))).isEqualTo(1);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
