package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
    private static final Measure MAP = Measure.parse("map");

    private static InitialRankings rankings(SyntheticClasses data, KnnGraph graph, int threads) {
        return InitialRankings.of(
                DistanceSource.between(data.queries(), data.gallery()),
                Advice.listLength(graph.size()),
                1,
                new Parallelism(threads));
    }

    @ParameterizedTest
    @CsvSource({"60, 8, 4, 8", "24, 20, 8, 16", "12, 64, 32, 64"})
    void choosesNearlyTheSizeOfTheClasses(int classes, int size, int least, int most) {
        SyntheticClasses data = SyntheticClasses.of(classes, size, 120, 0.65, 3);
        KnnGraph graph = KnnGraph.fromFeatures(
                data.gallery(), Advice.listLength(data.gallery().rows()));
        Advice advice = Advice.of(graph, rankings(data, graph, 3));
        assertThat(advice.kq()).isBetween(least, most).isEqualTo(advice.kg());
        assertThat(advice.reason()).contains("* " + advice.kq() + ": ");
        assertThat(Advice.of(graph, rankings(data, graph, 1))).isEqualTo(advice);

        MeasureSink values = new MeasureSink(data.labels(), 5, List.of(MAP));
        new Icfrr(graph.truncated(advice.kg()), IcfrrParameters.DEFAULTS.withKq(advice.kq()))
                .rerankAll(DistanceSource.between(data.queries(), data.gallery()), values, new Parallelism(2));
        assertThat(values.mean(MAP, 5)).isGreaterThan(values.mean(MAP, 0) + 0.03);
    }

    @Test
    void scoreIsAgreementOverAPowerOfK() {
        assertThat(new Advice.Scale(16, 0.5).score()).isEqualTo(0.5 / Math.pow(16, 0.1));
        SyntheticClasses data = SyntheticClasses.of(10, 40, 50, 0.5, 9);
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), 50);
        Advice advice = Advice.of(graph, rankings(data, graph, 2));
        assertThat(advice.scales()).extracting(Advice.Scale::k).containsExactly(4, 8, 16, 32);
        double best =
                advice.scales().stream().mapToDouble(Advice.Scale::score).max().orElseThrow();
        assertThat(advice.scales())
                .filteredOn(scale -> scale.k() == advice.kq())
                .extracting(Advice.Scale::score)
                .containsExactly(best);
    }

    private static Advice advice(double... agreements) {
        List<Advice.Scale> scales = new ArrayList<>();
        for (double agreement : agreements) {
            scales.add(new Advice.Scale(4 << scales.size(), agreement));
        }
        return new Advice(1, 1, scales);
    }

    @Test
    void guardedAdviceIsMoreCautiousIfTheScoreHasNotPeaked() {
        // Over K^0.1: 0.087, 0.122, 0.152, 0.170; over K^0.4: 0.057, 0.065, 0.066, 0.060.
        Advice growing = advice(0.1, 0.15, 0.2, 0.24);
        assertThat(growing.guarded().kg()).isEqualTo(16);
        assertThat(growing.guarded().kq()).isEqualTo(16);
        assertThat(growing.reason()).endsWith(", still growing");
        // Over K^0.1: 0.087, 0.122, 0.182, 0.170: an end was seen, and nothing changes.
        Advice ended = advice(0.1, 0.15, 0.24, 0.24);
        assertThat(ended.guarded()).isSameAs(ended);
        assertThat(ended.reason()).doesNotContain("growing");
    }

    @Test
    void theChoiceIsBoundedByTheListsAndTheGallery() {
        assertThat(Advice.listLength(1)).isEqualTo(1);
        assertThat(Advice.listLength(2)).isEqualTo(1);
        assertThat(Advice.listLength(20)).isEqualTo(4);
        assertThat(Advice.listLength(800)).isEqualTo(100);
        assertThat(Advice.listLength(27_989)).isEqualTo(1024);
        assertThat(Advice.listLength(1_000_000)).isEqualTo(268);
        assertThat(Advice.listLength(Integer.MAX_VALUE)).isEqualTo(64);
        SyntheticClasses data = SyntheticClasses.of(4, 100, 20, 0.3, 2);
        KnnGraph bounded = KnnGraph.fromFeatures(data.gallery(), 9);
        assertThat(Advice.of(bounded, rankings(data, bounded, 1)).scales())
                .extracting(Advice.Scale::k)
                .containsExactly(4, 8);
    }

    @Test
    void galleriesOfOneAndTwoItemsGetAdvice() {
        for (int size : new int[] {1, 2}) {
            Matrix one = Matrix.of(size, 2, new double[2 * size]);
            KnnGraph graph = KnnGraph.fromFeatures(one, 3);
            InitialRankings rankings = InitialRankings.of(
                    DistanceSource.between(one, one), Advice.listLength(size), 1, new Parallelism(1));
            assertThat(Advice.of(graph, rankings).kq()).isEqualTo(1);
            assertThat(new HarmPredictor(graph, 5, InitialRankings.of(new int[][] {
                                size == 1 ? new int[1] : new int[] {1, 0}
                            }))
                            .datasetScore())
                    .isZero();
        }
    }

    @Test
    void rankingsFromDistancesAndFeaturesAreEqual() {
        SyntheticClasses data = SyntheticClasses.of(5, 12, 300, 0.5, 4);
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), 7);
        double[] distances = new double[300 * 60];
        double[] query = new double[32];
        double[] item = new double[32];
        for (int q = 0; q < 300; q++) {
            data.queries().copyRow(q, query);
            for (int i = 0; i < 60; i++) {
                data.gallery().copyRow(i, item);
                for (int k = 0; k < 32; k++) {
                    distances[q * 60 + i] += (query[k] - item[k]) * (query[k] - item[k]);
                }
            }
        }
        ListAgreement agreement = new ListAgreement(graph, List.of(4, 7));
        InitialRankings byFeatures = rankings(data, graph, 2);
        InitialRankings byDistances =
                InitialRankings.of(DistanceSource.stored(Matrix.of(300, 60, distances)), 7, 1, new Parallelism(2));
        assertThat(byFeatures.size()).isEqualTo(InitialRankings.MOST).isEqualTo(byDistances.size());
        assertThat(byDistances.depth()).isEqualTo(7);
        assertThat(byDistances.meanAgreement(agreement, new Parallelism(1)))
                .isEqualTo(byFeatures.meanAgreement(agreement, new Parallelism(3)));
        assertThatThrownBy(() -> InitialRankings.of(new int[][] {{1, 2}, {1}})).hasMessageContaining("equal depth");
        assertThatThrownBy(() -> InitialRankings.of(new int[0][])).hasMessageContaining("at least one");
    }
}
