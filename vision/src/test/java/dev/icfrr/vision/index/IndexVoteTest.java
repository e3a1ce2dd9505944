package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.advice.InitialRankings;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.Vote;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexVoteTest extends IndexFixture {
    @ParameterizedTest
    @CsvSource({"21, 8, false", "22, 16, true", "23, 0, true", "24, 64, false", "25, 4, true", "26, 4, false"})
    void scaledListsAfterChangesEqualARebuildWithTheSameKAndCenters(long seed, int k, boolean centered)
            throws IOException {
        Random random = new Random(seed);
        Map<String, IndexItem> expected = new LinkedHashMap<>();
        build(multiscale(k).withCentered(centered), items(random, expected, 90));
        GalleryIndex first = IndexCheck.verify(folder());
        IndexVote vote = first.manifest().vote().orElseThrow();
        for (int change = 0; change < 8; change++) {
            try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
                for (String id : List.copyOf(expected.keySet())) {
                    if (random.nextInt(change == 5 ? 2 : 30) == 0 && expected.size() > 1) {
                        editor.remove(id);
                        expected.remove(id);
                    }
                }
                for (IndexItem item : items(random, expected, random.nextInt(change == 6 ? 80 : 5))) {
                    editor.add(item);
                }
                editor.commit();
            }
            GalleryIndex index = IndexCheck.verify(folder());
            assertHolds(index, centered(index, expected), "seed " + seed + ", change " + change);
            assertThat(index.manifest().vote()).hasValue(vote);
            assertThat(index.manifest().files().get(Centers.GALLERY))
                    .isEqualTo(first.manifest().files().get(Centers.GALLERY));
            // The features of the index are centered already.
            assertRebuilt(index, multiscale(k).withVote(new VoteChoice.Given(vote)));
            assertThat(index.manifest().files()).containsKey(GenerationWriter.CHANCE_VOTES);
            assertThat(index.rerankSetup().lists()).isSameAs(index.scaledGraph().orElseThrow());
            assertThat(index.rerankSetup().reranker().iterations()).isEqualTo(5);
        }
    }

    @Test
    void searchesOfAMultiscaleIndexOnPlainListsUseTheFirstKNeighbors() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(
                multiscale(8).withVote(new VoteChoice.Given(IndexVote.of(9, ListOrder.PLAIN))),
                items(new Random(3), items, 40));
        GalleryIndex index = IndexCheck.verify(folder());
        assertThat(index.scaledGraph()).isEmpty();
        assertThat(index.manifest().kg()).isEqualTo(8);
        RerankSetup setup = index.rerankSetup();
        assertThat(setup.lists().kg()).isEqualTo(8);
        assertThat(setup.parameters().vote()).isEqualTo(Vote.multiscale(List.of(1, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void kOfATinyGalleryMayExceedIt(int size) throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(IndexSettings.multiscale(Optional.empty()).withCentered(size == 3), items(new Random(size), items, size));
        GalleryIndex index = IndexCheck.verify(folder());
        IndexVote vote = index.manifest().vote().orElseThrow();
        assertThat(vote.k()).isEqualTo(32);
        assertThat(index.scaledGraph().orElseThrow().neighborsPerItem()).isEqualTo(size - 1);
        double[] distances = new double[size];
        assertThat(index.rerankSetup().reranker().rerank(distances, size).size())
                .isEqualTo(size);
    }

    @Test
    void kIsChosenFromTheGallerysOwnLists() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(0), items(new Random(33), items, 700));
        GalleryIndex index = IndexCheck.verify(folder());
        KnnGraph longest = new KnnGraphBuilder(87, SelfMatch.INDEX, TWO, null).exact(index.features());
        MultiscaleAdvice advice = MultiscaleAdvice.of(longest, InitialRankings.ofItems(longest, 87, 1));
        assertThat(index.manifest().vote()).hasValue(new IndexVote(advice.k(), advice.weights(), ListOrder.SCALED));
        // The manifest holds K and the weights; everything else of a search follows from them.
        IndexVote vote = GalleryIndex.open(folder()).manifest().vote().orElseThrow();
        assertThat(vote.parameters()).isEqualTo(advice.parameters());
        assertThat(index.manifest().kg()).isEqualTo(2 * advice.k());
        assertThat(index.storedGraph().kg()).isEqualTo(IndexSettings.storedKg(2 * advice.k()));
    }
}
