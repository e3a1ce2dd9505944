package dev.icfrr.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RerankingByVectorsTest extends RerankingFixture {
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
