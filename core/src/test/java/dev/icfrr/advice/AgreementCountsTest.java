package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice by counts of parts equals the choice from the whole graph to the last bit. */
class AgreementCountsTest {
    private static final long SEED = 1517;

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "9, 2", "40, 3", "300, 2", "300, 7", "2100, 5"})
    void choiceOfPartsEqualsTheChoiceOfTheWhole(int size, int parts) {
        Matrix gallery = clustered(size);
        int length = MultiscaleAdvice.listLength(size);
        KnnGraph graph =
                KnnGraphBuilder.of(length).withSelfMatch(SelfMatch.INDEX).exact(gallery);
        InitialRankings ofItems = InitialRankings.ofItems(graph, length, 1);
        InitialRankings ofQueries = InitialRankings.of(
                DistanceSource.between(clustered(17), gallery), 2 * length, 1, Parallelism.allCores());
        for (InitialRankings rankings : new InitialRankings[] {ofItems, ofQueries}) {
            AgreementCounts counts = new AgreementCounts(size, graph.neighborsPerItem(), rankings);
            MultiscaleAdvice choice = counts.choose(sumOfParts(counts, graph, parts));
            assertThat(choice)
                    .as("%d items in %d parts, seed %d", size, parts, SEED)
                    .isEqualTo(MultiscaleAdvice.of(graph, rankings));
        }
    }

    private long[] sumOfParts(AgreementCounts counts, KnnGraph graph, int parts) {
        int[] part = random.ints(graph.size(), 0, parts).toArray();
        long[] sum = counts.count(PartialKnnGraph.none(graph.neighborsPerItem()));
        for (int p = 0; p < parts; p++) {
            int of = p;
            int[] items = IntStream.range(0, graph.size())
                    .filter(item -> part[item] == of)
                    .toArray();
            int[] lists = Arrays.stream(items)
                    .flatMap(item -> Arrays.stream(graph.neighbors(item)))
                    .toArray();
            long[] found = counts.count(PartialKnnGraph.of(items, graph.neighborsPerItem(), lists));
            Arrays.setAll(sum, i -> sum[i] + found[i]);
        }
        return sum;
    }

    @Test
    void refusesRankingsThatAreTooShort() {
        InitialRankings tooShort = InitialRankings.of(new int[][] {{0, 1}});
        assertThatThrownBy(() -> new AgreementCounts(100, 12, tooShort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rankings of 2 items are too short for lists of 8 neighbors");
    }

    private Matrix clustered(int size) {
        float[] values = new float[size * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (i / 6 % 11 * (i % 6 % 3) + random.nextGaussian());
        }
        return Matrix.of(size, 6, values);
    }
}
