package dev.icfrr.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import dev.icfrr.testing.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RerankingByVectorsTest {
    @RegisterExtension
    static final Seed SEED = new Seed(20_261_123);

    static Stream<Arguments> fields() {
        return Arrays.stream(VectorSimilarityFunction.values())
                .flatMap(similarity ->
                        Arrays.stream(VectorEncoding.values()).map(encoding -> Arguments.of(similarity, encoding)));
    }

    static IcfrrParameters randomMethod(Random random, int size) {
        return new IcfrrParameters(
                        1 + random.nextInt(2 * size),
                        random.nextDouble() * 2,
                        random.nextInt(6),
                        random.nextBoolean() ? UpdateRule.REFERENCE : UpdateRule.ACCUMULATING)
                .withVote(random.nextBoolean() ? Vote.FLAT : Vote.MULTISCALE)
                .withBetaScale(random.nextInt(3) == 0 ? BetaScale.SPREAD : BetaScale.ABSOLUTE);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void ranksTheWindowLikeTheCore(VectorSimilarityFunction similarity, VectorEncoding encoding) throws IOException {
        for (int round = 0; round < 12; round++) {
            long seed = SEED.value() + round;
            Random random = new Random(seed);
            try (RandomIndex index = new RandomIndex(random, similarity, encoding)) {
                index.add(2 + random.nextInt(60));
                index.deleteSome();
                if (random.nextInt(3) == 0) {
                    index.writer.forceMerge(1);
                }
                try (IndexReader reader = index.open()) {
                    IndexSearcher searcher = new IndexSearcher(reader);
                    int window = 1 + random.nextInt(index.vectors.size() + 5);
                    int kg = 1 + random.nextInt(2 * window);
                    IcfrrParameters parameters = randomMethod(random, window);
                    Query knn = index.nearest(index.vector(), window);
                    TopDocs before = searcher.search(knn, window);
                    IcfrrReranking reranking = IcfrrReranking.byVectors(RandomIndex.VECTOR, kg, parameters);

                    TopDocs after = new IcfrrRescorer(reranking, knn, window).rescore(searcher, before, window);

                    String as = "seed %d: %s %s, window %d, KG %d, %s"
                            .formatted(seed, similarity, encoding, window, kg, parameters);
                    assertThat(docs(after)).as(as).isEqualTo(expected(index, searcher, before, kg, parameters));
                    assertFallingScores(as, after);
                    assertQueryAgrees(as, searcher, new IcfrrQuery(reranking, knn, window), after);
                }
            }
        }
    }

    /** The window as a gallery of its own, by the core's own classes. */
    private static List<Integer> expected(
            RandomIndex index, IndexSearcher searcher, TopDocs before, int kg, IcfrrParameters parameters) {
        int[] docs = Arrays.stream(before.scoreDocs)
                .mapToInt(hit -> hit.doc)
                .sorted()
                .toArray();
        float[] features = new float[docs.length * index.dimensions];
        double[] distances = new double[docs.length];
        double squaredLength = 100 * 100;
        ScoreDistance toDistance =
                ScoreDistance.of(index.similarity, index.encoding, index.dimensions, () -> squaredLength);
        for (int i = 0; i < docs.length; i++) {
            int doc = docs[i];
            System.arraycopy(
                    index.feature(RandomIndex.id(searcher, doc)), 0, features, i * index.dimensions, index.dimensions);
            ScoreDoc hit = Arrays.stream(before.scoreDocs)
                    .filter(candidate -> candidate.doc == doc)
                    .findFirst()
                    .orElseThrow();
            distances[i] = toDistance.of(hit.score);
        }
        KnnGraph graph = graph(Matrix.of(docs.length, index.dimensions, features), kg, parameters);
        int[] order = new Icfrr(graph, parameters).rerank(distances).toArray();
        return Arrays.stream(order).mapToObj(i -> docs[i]).toList();
    }

    /** Builds the lists that go with a vote. */
    static KnnGraph graph(Matrix features, int kg, IcfrrParameters parameters) {
        boolean multiscale = parameters.vote().isMultiscale();
        int length = multiscale ? parameters.scales().largest() : kg;
        KnnGraphBuilder builder = new KnnGraphBuilder(length, parameters.selfMatch(), new Parallelism(1), null);
        return multiscale ? builder.exactScaled(features) : builder.exact(features);
    }

    static List<Integer> docs(TopDocs hits) {
        return Arrays.stream(hits.scoreDocs).map(hit -> hit.doc).toList();
    }

    static void assertFallingScores(String as, TopDocs hits) {
        for (int rank = 1; rank < hits.scoreDocs.length; rank++) {
            ScoreDoc better = hits.scoreDocs[rank - 1];
            ScoreDoc hit = hits.scoreDocs[rank];
            assertThat(hit.score).as(as).isPositive();
            assertThat(better.score > hit.score || better.score == hit.score && better.doc < hit.doc)
                    .as(as)
                    .isTrue();
        }
    }

    /** The query finds the same documents with the same scores, and explains each to the last bit. */
    static void assertQueryAgrees(String as, IndexSearcher searcher, Query query, TopDocs expected) throws IOException {
        TopDocs hits = searcher.search(query, expected.scoreDocs.length + 3);
        assertThat(docs(hits)).as(as).isEqualTo(docs(expected));
        assertThat(searcher.count(query)).as(as).isEqualTo(expected.scoreDocs.length);
        for (int rank = 0; rank < expected.scoreDocs.length; rank++) {
            float score = expected.scoreDocs[rank].score;
            assertThat(hits.scoreDocs[rank].score).as(as).isEqualTo(score);
            Explanation why = searcher.explain(query, expected.scoreDocs[rank].doc);
            assertThat(why.isMatch()).as(as).isTrue();
            assertThat(why.getValue().floatValue()).as(as).isEqualTo(score);
            assertThat(why.getDescription()).contains(" to " + (rank + 1) + " of " + expected.scoreDocs.length);
        }
        TopDocs boosted = searcher.search(new BoostQuery(query, 2), expected.scoreDocs.length);
        assertThat(docs(boosted)).as(as).isEqualTo(docs(expected));
        assertThat(boosted.scoreDocs[0].score).isEqualTo(2 * expected.scoreDocs[0].score);
    }

    @Test
    void leavesHitsBeyondTheWindowInTheirOrder() throws IOException {
        Random random = SEED.random();
        try (RandomIndex index = new RandomIndex(random, VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32)) {
            index.add(40);
            try (IndexReader reader = index.open()) {
                IndexSearcher searcher = new IndexSearcher(reader);
                Query knn = index.nearest(index.vector(), 40);
                TopDocs before = searcher.search(knn, 40);
                List<Integer> untouched = docs(before);
                Float[] scores = new Float[40];
                Arrays.setAll(scores, i -> before.scoreDocs[i].score);
                IcfrrRescorer rescorer = new IcfrrRescorer(
                        IcfrrReranking.byVectors(RandomIndex.VECTOR, 5, IcfrrParameters.DEFAULTS.withKq(5)), knn, 10);

                TopDocs after = rescorer.rescore(searcher, before, 40);

                assertThat(docs(after).subList(10, 40))
                        .as("seed %d", SEED.value())
                        .isEqualTo(untouched.subList(10, 40));
                assertThat(docs(after).subList(0, 10)).hasSameElementsAs(untouched.subList(0, 10));
                assertFallingScores("seed " + SEED.value(), after);
                assertThat(docs(before)).isEqualTo(untouched);
                assertThat(before.scoreDocs).extracting(hit -> hit.score).containsExactly(scores);
                assertThat(docs(rescorer.rescore(searcher, before, 3)))
                        .isEqualTo(docs(after).subList(0, 3));
            }
        }
    }

    @Test
    void explainsWhoVoted() throws IOException {
        Random random = new Random(3);
        try (RandomIndex index = new RandomIndex(random, VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32)) {
            for (float x : new float[] {1, 2, 3, 10}) {
                float[] vector = new float[index.dimensions];
                vector[0] = x;
                index.add(vector);
            }
            try (IndexReader reader = index.open()) {
                IndexSearcher searcher = new IndexSearcher(reader);
                Query knn = index.nearest(new float[index.dimensions], 4);
                IcfrrParameters parameters = new IcfrrParameters(2, 0.5, 1, UpdateRule.ACCUMULATING);
                IcfrrReranking reranking = IcfrrReranking.byVectors(RandomIndex.VECTOR, 2, parameters)
                        .withDistance(score -> Math.rint(Math.sqrt(1 / score - 1)));
                IcfrrRescorer rescorer = new IcfrrRescorer(reranking, knn, 4);
                int third = searcher.search(knn, 4).scoreDocs[2].doc;

                String why = rescorer.explain(searcher, searcher.explain(knn, third), third)
                        .toString();

                // Of the top two, 1 has it as its second neighbor (weight 2/3), and 2 too, as 1 comes first of equals.
                assertThat(why.lines().map(String::strip))
                        .contains(
                                "-2.6666666666666665 = iteration 1, from place 3 to 3: -3.0 + beta * bonus",
                                "0.6666666666666666 = bonus: the votes of 2 of the first 2, divided by 2",
                                "0.6666666666666666 = document 0 at place 1 has it as neighbor 2",
                                "0.6666666666666666 = document 1 at place 2 has it as neighbor 2",
                                "-3.0 = place 3: minus the distance")
                        .anyMatch(line -> line.contains("re-ranked from place 3 to 3 of 4 (KG 2, KQ 2, beta 0.5, "
                                + "1 iterations, accumulating rule), scaled from -2.666"));
                Explanation outside = rescorer.explain(searcher, Explanation.noMatch("no"), 4711);
                assertThat(outside.isMatch()).isFalse();
                assertThat(outside.getDescription()).isEqualTo("not among the first 4 hits of the first pass");
            }
        }
    }

    @Test
    void ranksTheHitsOfAnyQueryOnceItsScoresAreDistances() throws IOException {
        Random random = SEED.random();
        try (RandomIndex index = new RandomIndex(random, VectorSimilarityFunction.COSINE, VectorEncoding.FLOAT32)) {
            index.add(20);
            Document bare = new Document();
            bare.add(new StringField(RandomIndex.ID, "bare", Field.Store.YES));
            index.writer.addDocument(bare);
            try (IndexReader reader = index.open()) {
                IndexSearcher searcher = new IndexSearcher(reader);
                IcfrrReranking reranking = IcfrrReranking.byVectors(
                                RandomIndex.VECTOR, 5, IcfrrParameters.DEFAULTS.withKq(4))
                        .withDistance(score -> 2 - score);
                IcfrrQuery query = new IcfrrQuery(reranking, MatchAllDocsQuery.INSTANCE, 30);
                TopDocs hits = searcher.search(query, 30);
                assertThat(hits.scoreDocs).hasSize(21);
                int last = hits.scoreDocs[20].doc;
                // All are at distance 1; the document without a vector gets no vote, and without a bonus scores 1 / (1
                // + 1).
                assertThat(hits.scoreDocs).anyMatch(hit -> hit.doc == 20 && Math.abs(hit.score - 0.5f) < 1e-5);
                assertThat(searcher.explain(query, last).isMatch()).isTrue();
                Query filtered = new BooleanQuery.Builder()
                        .add(query, BooleanClause.Occur.MUST)
                        .add(new TermQuery(new Term(RandomIndex.ID, "bare")), BooleanClause.Occur.FILTER)
                        .build();
                assertThat(docs(searcher.search(filtered, 5))).containsExactly(20);
            }
        }
    }

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

    @Test
    void refusesAFieldWithoutVectors() throws IOException {
        try (FiveHits hits = new FiveHits()) {
            assertThatThrownBy(() -> hits.rescorer("image").rescore(hits.searcher, hits.found, 5))
                    .hasMessage("the index has no vector field 'image'; its vector fields: [vector]");
        }
    }

    @Test
    void refusesADocumentThatIsAmongTheHitsTwice() throws IOException {
        try (FiveHits hits = new FiveHits()) {
            TopDocs twice = hits.with(new ScoreDoc(1, 1), new ScoreDoc(1, 0.5f));
            assertThatThrownBy(() -> hits.rescorer(RandomIndex.VECTOR).rescore(hits.searcher, twice, 5))
                    .hasMessage("document 1 is among the hits twice");
        }
    }

    @Test
    void refusesAScoreWithoutAFiniteDistance() throws IOException {
        try (FiveHits hits = new FiveHits()) {
            TopDocs zero = hits.with(new ScoreDoc(1, 0));
            assertThatThrownBy(() -> hits.rescorer(RandomIndex.VECTOR).rescore(hits.searcher, zero, 5))
                    .hasMessage("document 1 has the first-pass score 0.0, which stands for the distance Infinity: "
                            + "give IcfrrReranking a ScoreDistance for the scores of this search");
        }
    }

    @Test
    void refusesAWindowOrKgBelowOne() {
        IcfrrReranking reranking = IcfrrReranking.byVectors(RandomIndex.VECTOR, 5, IcfrrParameters.DEFAULTS);
        assertThatThrownBy(() -> new IcfrrQuery(reranking, MatchAllDocsQuery.INSTANCE, 0))
                .hasMessage("the window must hold at least 1 hit, not 0");
        assertThatThrownBy(() -> IcfrrReranking.byVectors("v", 0, IcfrrParameters.DEFAULTS))
                .hasMessage("KG must be at least 1, not 0");
    }

    @Test
    void returnsNoHitsIfTheFirstPassHasNone() throws IOException {
        try (FiveHits hits = new FiveHits()) {
            assertThat(hits.rescorer(RandomIndex.VECTOR).rescore(hits.searcher, hits.with(), 5).scoreDocs)
                    .isEmpty();
            Query nothing = new TermQuery(new Term(RandomIndex.ID, "nobody"));
            IcfrrReranking reranking = IcfrrReranking.byVectors(RandomIndex.VECTOR, 5, IcfrrParameters.DEFAULTS);
            assertThat(hits.searcher.search(new IcfrrQuery(reranking, nothing, 5), 5).scoreDocs)
                    .isEmpty();
        }
    }

    /** An index of five documents, and a search that finds them. */
    private static final class FiveHits implements AutoCloseable {
        final RandomIndex index =
                new RandomIndex(SEED.random(), VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32);
        final IndexReader reader;
        final IndexSearcher searcher;
        final Query knn;
        final TopDocs found;

        FiveHits() throws IOException {
            index.add(5);
            reader = index.open();
            searcher = new IndexSearcher(reader);
            knn = index.nearest(index.vector(), 5);
            found = searcher.search(knn, 5);
        }

        IcfrrRescorer rescorer(String field) {
            return new IcfrrRescorer(IcfrrReranking.byVectors(field, 5, IcfrrParameters.DEFAULTS), knn, 5);
        }

        TopDocs with(ScoreDoc... hits) {
            return new TopDocs(found.totalHits, hits);
        }

        @Override
        public void close() throws IOException {
            reader.close();
            index.close();
        }
    }

    @Test
    void ranksOnSeveralThreadsAtOnce() throws IOException {
        Random random = SEED.random();
        try (RandomIndex index = new RandomIndex(random, VectorSimilarityFunction.COSINE, VectorEncoding.FLOAT32);
                var threads = java.util.concurrent.Executors.newFixedThreadPool(2)) {
            index.add(80);
            try (IndexReader reader = index.open()) {
                IndexSearcher alone = new IndexSearcher(reader);
                IndexSearcher together = new IndexSearcher(reader, threads);
                IcfrrReranking reranking = new IcfrrReranking(
                        RandomIndex.VECTOR,
                        new NeighborSource.Vectors(ListOrder.PLAIN, new Parallelism(2)),
                        10,
                        IcfrrParameters.DEFAULTS.withKq(10),
                        null);
                List<List<Integer>> expected = new ArrayList<>();
                List<IcfrrQuery> queries = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    queries.add(IcfrrQuery.nearest(reranking, index.vector(), 50));
                    expected.add(docs(alone.search(queries.get(i), 20)));
                }
                List<java.util.concurrent.Future<List<Integer>>> found = new ArrayList<>();
                for (IcfrrQuery query : queries) {
                    found.add(threads.submit(() -> docs(together.search(query, 20))));
                }
                for (int i = 0; i < 10; i++) {
                    assertThat(found.get(i))
                            .as("seed %d", SEED.value())
                            .succeedsWithin(java.time.Duration.ofSeconds(30))
                            .isEqualTo(expected.get(i));
                }
                assertThat(queries.getFirst())
                        .isEqualTo(new IcfrrQuery(reranking, queries.getFirst().firstPass(), 50))
                        .isNotEqualTo(
                                new IcfrrQuery(reranking, queries.getFirst().firstPass(), 51))
                        .hasToString("icfrr(" + queries.getFirst().firstPass() + ", window 50)");
            }
        }
    }
}
