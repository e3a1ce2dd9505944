package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParameterSelectionTest {
    private static final Parallelism TWO = new Parallelism(2);
    private static final Matrix GALLERY = random(500, 3);
    private static final Matrix QUERIES = random(20, 4);

    private static Matrix random(int rows, long seed) {
        return Matrix.of(rows, 6, new Random(seed).doubles(rows * 6L, -1, 1).toArray());
    }

    private static ParameterSelection resolve(ParameterRequest request, GalleryNeighbors neighbors) {
        return ParameterSelection.resolve(
                request, neighbors, DistanceSource.between(QUERIES, GALLERY), GuardMode.OFF, TWO);
    }

    private static KnnGraphBuilder builder(int kg) {
        return new KnnGraphBuilder(kg, SelfMatch.INDEX, TWO, null);
    }

    /** Counts searches. */
    private static GalleryNeighbors counting(List<Integer> lengths) {
        return GalleryNeighbors.of(new GalleryNeighbors.Search() {
            @Override
            public KnnGraph plain(int length) {
                lengths.add(length);
                return builder(length).exact(GALLERY);
            }

            @Override
            public KnnGraph scaled(KnnGraph plain, int kg) {
                return LocalScaling.ofFeatures(plain, GALLERY, kg, TWO, null);
            }
        });
    }

    @Test
    void theRecommendedParametersTakeOneSearchAndEqualListsOfThatK() {
        List<Integer> lengths = new ArrayList<>();
        ParameterSelection chosen = resolve(ParameterRequest.recommended(), counting(lengths));

        assertThat(lengths).hasSize(1);
        int k = chosen.multiscale().orElseThrow().k();
        assertThat(chosen.graph().kg()).isEqualTo(k);
        assertThat(chosen.graph().order()).isEqualTo(ListOrder.SCALED);
        KnnGraph expected = builder(k).exactScaled(GALLERY);
        for (int item = 0; item < 500; item++) {
            for (int rank = 0; rank < k; rank++) {
                assertThat(chosen.graph().neighbor(item, rank)).isEqualTo(expected.neighbor(item, rank));
            }
        }
        MultiscaleAdvice direct = MultiscaleAdvice.of(
                builder(MultiscaleAdvice.listLength(500)).exact(GALLERY),
                InitialRankings.of(
                        DistanceSource.between(QUERIES, GALLERY),
                        MultiscaleAdvice.listLength(500),
                        ParameterSelection.SEED,
                        TWO));
        assertThat(chosen.multiscale()).contains(direct);
        assertThat(chosen.parameters().method()).isEqualTo(direct.parameters());
    }

    @Test
    void aGivenKHasEqualWeights() {
        ParameterRequest request = ParameterRequest.multiscale(40, ListOrder.PLAIN, IcfrrParameters.DEFAULTS);
        ParameterSelection chosen = resolve(request, counting(new ArrayList<>()));
        assertThat(chosen.parameters().kq()).isEqualTo(32);
        assertThat(chosen.parameters().method().vote()).isEqualTo(Vote.MULTISCALE);
        assertThat(chosen.graph().kg()).isEqualTo(32);
        assertThat(chosen.multiscale()).isEmpty();
    }

    @Test
    void savedListsBoundK() {
        GalleryNeighbors.Search search = counting(new ArrayList<>()).search();
        ParameterSelection shorter = resolve(
                ParameterRequest.recommended(),
                GalleryNeighbors.saved(builder(20).exact(GALLERY), search));
        assertThat(shorter.parameters().kq()).isEqualTo(8);
        ParameterSelection scaled = resolve(
                ParameterRequest.recommended(),
                GalleryNeighbors.saved(builder(16).exactScaled(GALLERY), search));
        assertThat(scaled.parameters().kq()).isEqualTo(16);
        assertThat(scaled.multiscale()).isEmpty();
    }

    @Test
    void smallGalleriesTakeAllTheyHave() {
        for (int size : new int[] {1, 2, 3, 9}) {
            Matrix few = random(size, 5);
            ParameterSelection chosen = ParameterSelection.resolve(
                    ParameterRequest.recommended(),
                    GalleryNeighbors.ofFeatures(few, SelfMatch.INDEX, TWO),
                    DistanceSource.between(QUERIES, few),
                    GuardMode.LEAVE,
                    TWO);
            assertThat(chosen.reranker((_, _) -> {})
                            .rerank(new double[size], size)
                            .size())
                    .isEqualTo(size);
        }
    }

    @Test
    void oneKOnly() {
        assertThatThrownBy(() -> new ParameterRequest(
                        8, 16, ListOrder.PLAIN, IcfrrParameters.DEFAULTS.withVote(Vote.MULTISCALE)))
                .hasMessageContaining("one K");
    }
}
