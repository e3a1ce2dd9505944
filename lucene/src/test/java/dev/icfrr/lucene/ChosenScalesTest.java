package dev.icfrr.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.advice.InitialRankings;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Vote;
import dev.icfrr.testing.Seed;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The multi-scale vote with K chosen, from a window and from a gallery. */
class ChosenScalesTest {
    @RegisterExtension
    static final Seed SEED = new Seed(20_261_126);

    private static final String LISTS = "neighbors";

    /** An index without deletions: document i is item i of the gallery. */
    private static RandomIndex index(Random random, int size) throws IOException {
        RandomIndex index = new RandomIndex(random, VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32);
        index.writer.getConfig().setMergePolicy(NoMergePolicy.INSTANCE);
        for (int item = 0; item < size; item++) {
            float[] vector = index.vector();
            vector[0] += 4 * (item % 5);
            index.add(vector);
        }
        return index;
    }

    /** Returns the features of some documents in their order. */
    private static Matrix features(RandomIndex index, IndexSearcher searcher, int[] docs) {
        float[] values = new float[docs.length * index.dimensions];
        for (int i = 0; i < docs.length; i++) {
            float[] feature = index.feature(RandomIndex.id(searcher, docs[i]));
            System.arraycopy(feature, 0, values, i * index.dimensions, index.dimensions);
        }
        return Matrix.of(docs.length, index.dimensions, values);
    }

    private static MultiscaleAdvice advice(Matrix features) {
        KnnGraph all = KnnGraphBuilder.of(features.rows())
                .withSelfMatch(SelfMatch.INDEX)
                .exact(features);
        int depth = MultiscaleAdvice.listLength(features.rows());
        return MultiscaleAdvice.of(all, InitialRankings.ofItems(all, depth, 1));
    }

    private static KnnGraph scaled(Matrix features, int k) {
        return KnnGraphBuilder.of(k).withSelfMatch(SelfMatch.INDEX).exactScaled(features);
    }

    private static int[] ascending(TopDocs hits) {
        return Arrays.stream(hits.scoreDocs).mapToInt(hit -> hit.doc).sorted().toArray();
    }

    private static double[] distances(TopDocs hits) {
        return Arrays.stream(hits.scoreDocs)
                .sorted((a, b) -> Integer.compare(a.doc, b.doc))
                .mapToDouble(hit -> Math.sqrt(Math.max(0, 1 / (double) hit.score - 1)))
                .toArray();
    }

    @Test
    void choosesKByTheSizeOfTheWindow() throws IOException {
        for (int size : new int[] {1, 2, 7, 60, 400}) {
            Random random = SEED.random();
            try (RandomIndex index = index(random, size + 5);
                    IndexReader reader = index.open()) {
                IndexSearcher searcher = new IndexSearcher(reader);
                Query knn = index.nearest(index.vector(), size);
                TopDocs before = searcher.search(knn, size);
                int[] docs = ascending(before);
                Matrix features = features(index, searcher, docs);
                int k = size == 400 ? 64 : 32;
                IcfrrParameters recommended = IcfrrParameters.DEFAULTS
                        .withVote(Vote.MULTISCALE)
                        .withKq(k)
                        .withBeta(0.5)
                        .withBetaScale(BetaScale.K);
                int[] order = new Icfrr(scaled(features, k), recommended)
                        .rerank(distances(before))
                        .toArray();

                TopDocs after = new IcfrrRescorer(
                                IcfrrReranking.byVectors(RandomIndex.VECTOR).build(), knn, size)
                        .rescore(searcher, before, size);

                assertThat(RerankingFixture.docs(after))
                        .as("window of %d, seed %d", size, SEED.value())
                        .isEqualTo(Arrays.stream(order).mapToObj(i -> docs[i]).toList());
            }
        }
    }

    @Test
    void choosesKAndTheListsOfTheGalleryWhenListsAreStored() throws IOException {
        for (int size : new int[] {1, 2, 9, 70, 500}) {
            Random random = SEED.random();
            try (RandomIndex index = index(random, size)) {
                IcfrrIndexer.builder(RandomIndex.ID, RandomIndex.VECTOR, LISTS)
                        .build()
                        .build(index.writer);
                try (IndexReader reader = index.open()) {
                    IndexSearcher searcher = new IndexSearcher(reader);
                    int window = Math.min(size, 50);
                    Query knn = index.nearest(index.vector(), window);
                    TopDocs before = searcher.search(knn, window);
                    Matrix features = features(
                            index,
                            searcher,
                            java.util.stream.IntStream.range(0, size).toArray());
                    MultiscaleAdvice advice = advice(features);
                    List<Integer> order = Arrays.stream(new Icfrr(scaled(features, advice.k()), advice.parameters())
                                    .rerankCandidates(ascending(before), distances(before))
                                    .toArray())
                            .boxed()
                            .toList();
                    IcfrrReranking reranking = IcfrrReranking.byStoredLists(RandomIndex.VECTOR, LISTS)
                            .build();

                    TopDocs after = new IcfrrRescorer(reranking, knn, window).rescore(searcher, before, window);

                    String as = "gallery of %d, seed %d".formatted(size, SEED.value());
                    assertThat(RerankingFixture.docs(after)).as(as).isEqualTo(order);
                    RerankingFixture.assertQueryAgrees(as, searcher, new IcfrrQuery(reranking, knn, window), after);
                    for (int doc : ascending(before)) {
                        assertBonusesAddUp(as, searcher.explain(new IcfrrQuery(reranking, knn, window), doc));
                    }
                }
            }
        }
    }

    /** In every iteration the votes and the chance term add up to the numerator, and the bonus is its quotient. */
    private static void assertBonusesAddUp(String as, Explanation of) {
        List<Explanation> bonuses = Arrays.stream(of.getDetails())
                .flatMap(iteration -> Stream.of(iteration.getDetails()))
                .filter(detail -> detail.getDescription().startsWith("bonus: "))
                .toList();
        assertThat(bonuses).as(as).hasSize(5);
        for (Explanation bonus : bonuses) {
            long sum = Stream.of(bonus.getDetails())
                    .mapToLong(part -> part.getValue().longValue())
                    .sum();
            String text = bonus.getDescription();
            assertThat(text).as(as).contains(" less chance, " + sum + ", divided by ");
            long denominator = Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
            assertThat(bonus.getValue().doubleValue()).as(as).isEqualTo(sum == 0 ? 0 : sum / (double) denominator);
            for (Explanation vote : bonus.getDetails()) {
                if (vote.getDescription().startsWith("document")) {
                    assertThat(weight(vote.getDescription()))
                            .as(as)
                            .isEqualTo(vote.getValue().longValue());
                }
            }
        }
    }

    /** Computes "...: G lists * (scale 4: a, scale 8: b)". */
    private static long weight(String vote) {
        String[] parts = vote.substring(vote.indexOf(": ") + 2).split(" lists \\* \\(");
        return Long.parseLong(parts[0])
                * Arrays.stream(parts[1].replace(")", "").split(", "))
                        .mapToLong(scale -> Long.parseLong(scale.substring(scale.indexOf(": ") + 2)))
                        .sum();
    }

    @Test
    void choosesNoKAboveTheLengthOfTheLists() throws IOException {
        try (RandomIndex index = index(SEED.random(), 300)) {
            IcfrrIndexer.builder(RandomIndex.ID, RandomIndex.VECTOR, LISTS, 12)
                    .build()
                    .build(index.writer);
            try (IndexReader reader = index.open()) {
                IndexSearcher searcher = new IndexSearcher(reader);
                IcfrrReranking reranking =
                        IcfrrReranking.byStoredLists(RandomIndex.VECTOR, LISTS).build();
                IcfrrQuery query = IcfrrQuery.nearest(reranking, index.vector(), 30);
                int doc = searcher.search(query, 1).scoreDocs[0].doc;
                assertThat(searcher.explain(query, doc).getDescription()).contains("(multi-scale vote, K 8, beta 0.5,");
                IcfrrReranking larger = IcfrrReranking.byStoredLists(RandomIndex.VECTOR, LISTS)
                        .k(16)
                        .build();
                assertThatThrownBy(() -> searcher.search(IcfrrQuery.nearest(larger, index.vector(), 30), 5))
                        .hasMessage(
                                "the lists in the field 'neighbors' hold 12 neighbors, fewer than the K 16 asked for: "
                                        + "build them with a larger KG");
            }
        }
    }

    @Test
    void refusesListsForTheFlatVote() throws IOException {
        try (RandomIndex index = index(SEED.random(), 20)) {
            IcfrrIndexer.builder(RandomIndex.ID, RandomIndex.VECTOR, LISTS, 8)
                    .build()
                    .build(index.writer);
            // The counts of the first build stay in the index, and do not belong to the second.
            IcfrrIndexer.builder(RandomIndex.ID, RandomIndex.VECTOR, LISTS, 8)
                    .vote(Vote.FLAT)
                    .build()
                    .build(index.writer);
            try (IndexReader reader = index.open()) {
                IcfrrReranking reranking =
                        IcfrrReranking.byStoredLists(RandomIndex.VECTOR, LISTS).build();
                assertThatThrownBy(() ->
                                new IndexSearcher(reader).search(IcfrrQuery.nearest(reranking, index.vector(), 10), 5))
                        .hasMessageContaining("the lists in the field 'neighbors' cannot serve the multi-scale vote")
                        .hasMessageContaining("build them again with IcfrrIndexer, or search with the flat vote");
            }
        }
    }

    @Test
    void refusesOptionsThatDoNotFitTogether() {
        assertThatThrownBy(() ->
                        IcfrrIndexer.builder("id", "v", LISTS).vote(Vote.FLAT).build())
                .hasMessage("lists for the flat vote need a KG: give it to the builder");
        assertThatThrownBy(() -> IcfrrReranking.byStoredLists("v", LISTS)
                        .lists(ListOrder.PLAIN)
                        .build())
                .hasMessage("the order of stored lists is chosen by IcfrrIndexer, not by a search");
    }

    @Test
    void offersTheFlatVoteAsBefore() {
        assertThat(IcfrrReranking.byVectors("v").flat(10, 20).build())
                .isEqualTo(IcfrrReranking.byVectors("v", 10, IcfrrParameters.DEFAULTS.withKq(20)));
        assertThat(IcfrrReranking.byVectors("v").k(70).build().kg()).isEqualTo(64);
    }
}
