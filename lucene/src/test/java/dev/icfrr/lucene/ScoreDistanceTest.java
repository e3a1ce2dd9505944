package dev.icfrr.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores become distances, and scores again. */
class ScoreDistanceTest extends RerankingFixture {
    @Test
    void keepsTheOrderWhereFloatsWouldTie() {
        RerankedScores scores = new RerankedScores();
        float first = scores.next(-1, 9);
        float second = scores.next(-1.000000001, 3);
        float third = scores.next(-1.000000002, 5);
        assertThat(first).isEqualTo(0.5f);
        assertThat(second).isEqualTo(Math.nextDown(0.5f));
        assertThat(third).isEqualTo(second);
        assertThat(new RerankedScores().next(0.25, 0)).isEqualTo(1.25f);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void turnsScoresIntoDistances(VectorSimilarityFunction similarity, VectorEncoding encoding) throws IOException {
        Random random = SEED.random();
        try (RandomIndex index = new RandomIndex(random, similarity, encoding)) {
            for (int round = 0; round < 200; round++) {
                float[] a = index.vector();
                float[] b = index.vector();
                float score = encoding == VectorEncoding.BYTE
                        ? similarity.compare(RandomIndex.bytes(a), RandomIndex.bytes(b))
                        : similarity.compare(a, b);
                double dot = 0;
                double squared = 0;
                double aa = 0;
                double bb = 0;
                for (int k = 0; k < a.length; k++) {
                    dot += (double) a[k] * b[k];
                    squared += ((double) a[k] - b[k]) * ((double) a[k] - b[k]);
                    aa += (double) a[k] * a[k];
                    bb += (double) b[k] * b[k];
                }
                double expected = switch (similarity) {
                    case EUCLIDEAN -> Math.sqrt(squared);
                    case DOT_PRODUCT, COSINE -> Math.sqrt(Math.max(0, 2 - 2 * dot / Math.sqrt(aa * bb)));
                    case MAXIMUM_INNER_PRODUCT -> -dot;
                };
                assertThat(ScoreDistance.of(similarity, encoding, index.dimensions, () -> 100 * 100)
                                .of(score))
                        .as("seed %d, %s and %s", SEED.value(), Arrays.toString(a), Arrays.toString(b))
                        .isCloseTo(expected, org.assertj.core.data.Offset.offset(2e-3 + 1e-4 * Math.abs(expected)));
            }
        }
    }
}
