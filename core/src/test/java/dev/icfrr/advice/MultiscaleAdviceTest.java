package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiscaleAdviceTest {
    private static final Measure MAP = Measure.parse("map");

    private static MultiscaleAdvice advice(double... agreements) {
        List<Advice.Scale> scales = new java.util.ArrayList<>();
        int best = 0;
        for (int i = 0; i < agreements.length; i++) {
            scales.add(new Advice.Scale(4 << i, agreements[i]));
            if (scales.get(i).score() > scales.get(best).score()) {
                best = i;
            }
        }
        return MultiscaleAdvice.of(new Advice(4 << best, 4 << best, scales));
    }

    @Test
    void kIsTwiceTheLargestScaleThatNearlyReachesTheLargestAgreement() {
        // 64 reaches 0.46 of 0.5, which is 0.92 of it.
        MultiscaleAdvice advice = advice(0.1, 0.2, 0.3, 0.5, 0.46, 0.3);

        assertThat(advice.k()).isEqualTo(128);
        // 16 * 0.1/0.5 = 3.2, 6.4, 9.6, 16, 14.72, 9.6
        assertThat(advice.weights()).containsExactly(3, 6, 10, 16, 15, 10);
    }

    @Test
    void weightsAreSquaresForLargeGroups() {
        MultiscaleAdvice advice = advice(0.1, 0.2, 0.3, 0.5, 0.46, 0.46, 0.46);

        assertThat(advice.k()).isEqualTo(512);
        // 16 * (0.1/0.5)^2 = 0.64, 2.56, 5.76, 16, 13.54
        assertThat(advice.weights()).containsExactly(1, 3, 6, 16, 14, 14, 14, 14);
    }

    @Test
    void kIsAtLeast32() {
        MultiscaleAdvice advice = advice(0.5, 0.2);

        assertThat(advice.k()).isEqualTo(32);
        // Scales that were not measured get the weight of the last one: 16 * 0.4 = 6.4.
        assertThat(advice.weights()).containsExactly(16, 6, 6, 6);
    }

    @Test
    void kIsAtMost1024() {
        assertThat(advice(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1).k()).isEqualTo(1024);
    }

    @Test
    void scalesAreAlikeWhereListsAgreeOnNothing() {
        assertThat(advice(-0.1, -0.2).weights()).containsExactly(16, 16, 16, 16);
        assertThat(advice().weights()).containsExactly(16, 16, 16, 16);
    }

    @Test
    void theChoiceGainsOnSyntheticClasses() {
        SyntheticClasses data = SyntheticClasses.of(24, 20, 120, 0.65, 3);
        DistanceSource distances = DistanceSource.between(data.queries(), data.gallery());
        int size = data.gallery().rows();
        KnnGraph plain = KnnGraph.fromFeatures(data.gallery(), MultiscaleAdvice.listLength(size));
        MultiscaleAdvice advice = MultiscaleAdvice.of(
                plain, InitialRankings.of(distances, MultiscaleAdvice.listLength(size), 1, new Parallelism(2)));
        KnnGraph scaled =
                KnnGraphBuilder.of(advice.k()).withSelfMatch(SelfMatch.INDEX).exactScaled(data.gallery());

        MeasureSink values = new MeasureSink(data.labels(), 5, List.of(MAP));
        new Icfrr(scaled, advice.parameters()).rerankAll(distances, values, new Parallelism(2));

        assertThat(values.mean(MAP, 5)).isGreaterThan(values.mean(MAP, 0) + 0.03);
    }
}
