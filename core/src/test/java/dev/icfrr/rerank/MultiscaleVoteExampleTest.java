package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The example in {@code docs/understand/multiscale-vote.md}. */
class MultiscaleVoteExampleTest {
    private static final int[] POSITIONS = {0, 1, 2, 3, 10, 11, 12};
    private static final int[] INITIAL = {0, 4, 1, 5, 2, 6, 3};

    private static KnnGraph graph() {
        float[][] gallery = new float[POSITIONS.length][];
        for (int i = 0; i < gallery.length; i++) {
            gallery[i] = new float[] {POSITIONS[i]};
        }
        return KnnGraphBuilder.of(4).withSelfMatch(SelfMatch.INDEX).exact(Matrix.ofRows(gallery));
    }

    private static double[] distances() {
        double[] distances = new double[POSITIONS.length];
        for (int place = 0; place < INITIAL.length; place++) {
            distances[INITIAL[place]] = (10 + place) / 10.0;
        }
        return distances;
    }

    @Test
    void thePageHasTheRanking() {
        IcfrrParameters parameters = IcfrrParameters.DEFAULTS
                .withVote(Vote.MULTISCALE)
                .withKq(4)
                .withBeta(1)
                .withIterations(1);
        Ranking ranking = new Icfrr(graph(), parameters).rerank(distances(), POSITIONS.length);
        assertThat(ranking.toArray()).containsExactly(0, 4, 2, 6, 5, 1, 3);
    }

    @Test
    void thePageHasTheTable() throws IOException {
        String page = Files.readString(Path.of("../docs/understand/multiscale-vote.md"));
        KnnGraph graph = graph();
        int size = POSITIONS.length;
        double[] distances = distances();
        for (int item = 0; item < size; item++) {
            StringBuilder neighbors = new StringBuilder();
            int votes = 0;
            int indegree = 0;
            for (int rank = 0; rank < 4; rank++) {
                neighbors.append(rank == 0 ? "" : " ").append(graph.neighbor(item, rank));
                for (int other = 0; other < size; other++) {
                    indegree += graph.neighbor(other, rank) == item ? 1 : 0;
                }
                for (int place = 0; place < 4; place++) {
                    votes += graph.neighbor(INITIAL[place], rank) == item ? 1 : 0;
                }
            }
            int numerator = size * votes - 4 * indegree;
            assertThat(page)
                    .contains(String.format(
                            Locale.ROOT,
                            "| %d | %d | %s | %d | %d | %d/28 | %.3f |",
                            item,
                            POSITIONS[item],
                            neighbors,
                            votes,
                            indegree,
                            numerator,
                            distances[item] - numerator / 28.0));
        }
    }

    @Test
    void thePageHasTheWeights() {
        Scales scales = Scales.upTo(16);
        assertThat(new int[] {
                    scales.weight(3, 0),
                    scales.weight(0, 4),
                    scales.weight(7, 7),
                    scales.weight(15, 2),
                    scales.weight(16, 0)
                })
                .containsExactly(7, 3, 3, 1, 0);
    }
}
