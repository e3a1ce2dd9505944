package dev.icfrr.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.PreparedLists;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RerankingByStoredListsTest extends StoredListFixture {
    /** The gallery when the lists were built. */
    private record Gallery(List<String> ids, KnnGraph graph) {
        /** Returns the live documents, by document number. */
        static Gallery of(RandomIndex index, int kg, IcfrrParameters parameters) throws IOException {
            List<String> ids = new ArrayList<>();
            try (IndexReader reader = index.open()) {
                IndexSearcher searcher = new IndexSearcher(reader);
                Bits live = MultiBits.getLiveDocs(reader);
                for (int doc = 0; doc < reader.maxDoc(); doc++) {
                    if (live == null || live.get(doc)) {
                        ids.add(RandomIndex.id(searcher, doc));
                    }
                }
            }
            float[] features = new float[ids.size() * index.dimensions];
            for (int i = 0; i < ids.size(); i++) {
                System.arraycopy(index.feature(ids.get(i)), 0, features, i * index.dimensions, index.dimensions);
            }
            Matrix matrix = Matrix.of(ids.size(), index.dimensions, features);
            return new Gallery(ids, RerankingFixture.graph(matrix, kg, parameters));
        }

        Map<String, List<String>> lists() {
            Map<String, List<String>> lists = new HashMap<>();
            for (int item = 0; item < ids.size(); item++) {
                lists.put(
                        ids.get(item),
                        Arrays.stream(graph.neighbors(item)).mapToObj(ids::get).toList());
            }
            return lists;
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void listsStayCorrectThroughChangesOfTheIndex(VectorSimilarityFunction similarity, VectorEncoding encoding)
            throws IOException {
        for (int round = 0; round < 12; round++) {
            long seed = SEED.value() + round;
            Random random = new Random(seed);
            try (RandomIndex index = new RandomIndex(random, similarity, encoding)) {
                index.add(2 + random.nextInt(60));
                index.deleteSome();
                IcfrrParameters parameters = randomMethod(random, 30);
                int kg = parameters.vote().isMultiscale() ? parameters.scales().largest() : 1 + random.nextInt(30);
                if (random.nextInt(3) == 0) {
                    indexer(kg + 3, parameters).build(index.writer);
                    index.add(random.nextInt(10));
                    index.deleteSome();
                }
                Gallery gallery = Gallery.of(index, kg, parameters);
                assertThat(indexer(kg, parameters).build(index.writer))
                        .isEqualTo(gallery.ids().size());
                changeAtRandom(index);

                String as = "seed %d: %s %s, KG %d, %s".formatted(seed, similarity, encoding, kg, parameters);
                try (IndexReader reader = index.open()) {
                    int window = 1 + random.nextInt(index.vectors.size() + 3);
                    assertRanksAsTheGalleryWouldBe(as, index, reader, gallery, kg, parameters, window);
                    ListCoverage coverage = ListCoverage.of(reader, RandomIndex.VECTOR, LISTS);
                    long withList = index.vectors.keySet().stream()
                            .filter(gallery.ids()::contains)
                            .count();
                    assertThat(coverage)
                            .as(as)
                            .isEqualTo(new ListCoverage(
                                    index.vectors.size(),
                                    (int) withList,
                                    0,
                                    withList == 0 ? 0 : gallery.ids().size()));
                }
            }
        }
    }

    private static void changeAtRandom(RandomIndex index) throws IOException {
        Random random = index.random;
        if (random.nextBoolean()) {
            index.writer.commit();
        }
        if (random.nextBoolean()) {
            index.deleteSome();
        }
        if (random.nextBoolean()) {
            index.add(random.nextInt(15));
        }
        if (random.nextBoolean()) {
            index.writer.getConfig().setMergePolicy(new org.apache.lucene.index.TieredMergePolicy());
            index.writer.forceMerge(1 + random.nextInt(2));
        }
        if (random.nextBoolean()) {
            index.deleteSome();
            index.add(random.nextInt(5));
        }
    }

    private static void assertRanksAsTheGalleryWouldBe(
            String as,
            RandomIndex index,
            IndexReader reader,
            Gallery gallery,
            int kg,
            IcfrrParameters parameters,
            int window)
            throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        Query knn = index.nearest(index.vector(), window);
        TopDocs before = searcher.search(knn, window);
        IcfrrReranking reranking = IcfrrReranking.byStoredLists(RandomIndex.VECTOR, LISTS, kg, parameters);
        TopDocs after = new IcfrrRescorer(reranking, knn, window).rescore(searcher, before, window);
        List<String> ranked =
                docs(after).stream().map(doc -> RandomIndex.id(searcher, doc)).toList();

        Map<String, Double> distances = distances(index, searcher, before, gallery);
        boolean listed = distances.keySet().stream().anyMatch(gallery.ids()::contains);
        int gallerySize = listed ? gallery.ids().size() : 1;
        assertThat(ranked).as(as).isEqualTo(NaiveWindow.rerank(distances, gallery.lists(), gallerySize, parameters));
        if (gallery.ids().containsAll(distances.keySet())) {
            assertThat(ranked).as(as).isEqualTo(byCore(distances, gallery, parameters));
        }
        assertFallingScores(as, after);
        assertQueryAgrees(as, searcher, new IcfrrQuery(reranking, knn, window), after);
    }

    /** Returns distances by id, in the order that breaks ties: documents of the build in its order, then the others. */
    private static Map<String, Double> distances(
            RandomIndex index, IndexSearcher searcher, TopDocs hits, Gallery gallery) {
        ScoreDistance toDistance =
                ScoreDistance.of(index.similarity, index.encoding, index.dimensions, () -> 100 * 100);
        Map<String, Double> byDocument = new LinkedHashMap<>();
        Arrays.stream(hits.scoreDocs)
                .sorted((a, b) -> Integer.compare(a.doc, b.doc))
                .forEach((ScoreDoc hit) -> byDocument.put(RandomIndex.id(searcher, hit.doc), toDistance.of(hit.score)));
        Map<String, Double> distances = new LinkedHashMap<>();
        gallery.ids().stream().filter(byDocument::containsKey).forEach(id -> distances.put(id, byDocument.get(id)));
        distances.putAll(byDocument);
        return distances;
    }

    private static List<String> byCore(Map<String, Double> distances, Gallery gallery, IcfrrParameters parameters) {
        int[] items = distances.keySet().stream()
                .mapToInt(id -> gallery.ids().indexOf(id))
                .toArray();
        double[] of = distances.values().stream().mapToDouble(value -> value).toArray();
        return Arrays.stream(new Icfrr(gallery.graph(), parameters)
                        .rerankCandidates(items, of)
                        .toArray())
                .mapToObj(gallery.ids()::get)
                .toList();
    }

    @Test
    void acceptsAGraphBuiltBeforeTheIndex() throws IOException {
        Random random = SEED.random();
        try (RandomIndex index = new RandomIndex(random, VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32)) {
            int size = 30;
            float[] features = new float[size * index.dimensions];
            List<String> ids = new ArrayList<>();
            for (int item = 0; item < size; item++) {
                float[] vector = index.vector();
                System.arraycopy(vector, 0, features, item * index.dimensions, index.dimensions);
                ids.add("item " + item);
                index.vectors.put(ids.get(item), vector);
            }
            KnnGraph graph = KnnGraph.fromFeatures(Matrix.of(size, index.dimensions, features), 8);
            NeighborListField lists = new NeighborListField(LISTS, graph);
            List<Integer> shuffled =
                    new ArrayList<>(IntStream.range(0, size).boxed().toList());
            Collections.shuffle(shuffled, random);
            for (int item : shuffled) {
                Document document = index.document(ids.get(item), index.vectors.get(ids.get(item)));
                lists.of(item).forEach(document::add);
                index.writer.addDocument(document);
            }
            try (IndexReader reader = index.open()) {
                assertRanksAsTheGalleryWouldBe(
                        "seed " + SEED.value(),
                        index,
                        reader,
                        new Gallery(ids, graph),
                        8,
                        IcfrrParameters.DEFAULTS.withKq(9),
                        20);
            }
        }
    }

    /** More than 65,536 items need 32 bits each. */
    @Test
    void writesListsOfLargeGalleries() throws IOException {
        int size = (1 << 16) + 2;
        PreparedLists builder =
                KnnGraphBuilder.of(2).withSelfMatch(SelfMatch.FIRST).prepared(size);
        for (int item = 0; item < size; item++) {
            builder.set(item, new int[] {size - 1, item == 0 ? 1 : 0});
        }
        KnnGraph large = builder.build();
        NeighborListField lists =
                new NeighborListField(LISTS, large, NeighborListField.advice(large, new Parallelism(1)), 7);
        BytesRef stored = lists.of(5).getFirst().binaryValue();
        NeighborListField.NeighborList list = NeighborListField.NeighborList.of(stored, "here");
        assertThat(list.build()).isEqualTo(7);
        assertThat(list.gallerySize()).isEqualTo(size);
        assertThat(list.items()).containsExactly(size - 1, 0);
        long number = lists.of(5).getLast().numericValue().longValue();
        assertThat(NeighborListField.item(number)).isEqualTo(5);
        assertThat(NeighborListField.build(number)).isEqualTo(7);
    }

    /** Two indexes, each with its own lists, are joined; lists of one do not refer to the other. */
    @Test
    void keepsListsOfDifferentBuildsApart() throws IOException {
        Random random = SEED.random();
        try (RandomIndex index = new RandomIndex(random, VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32);
                RandomIndex other =
                        new RandomIndex(random, VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32)) {
            index.writer.getConfig().setMergePolicy(NoMergePolicy.INSTANCE);
            for (int i = 0; i < 12; i++) {
                index.add(new float[] {i, 0});
            }
            for (int i = 0; i < 5; i++) {
                other.add(new float[] {i, 1});
            }
            indexer(3, UpdateRule.REFERENCE).build(index.writer);
            indexer(3, UpdateRule.REFERENCE).build(other.writer);
            other.writer.close();
            index.writer.addIndexes(other.directory);
            try (IndexReader reader = index.open()) {
                assertThat(ListCoverage.of(reader, RandomIndex.VECTOR, LISTS))
                        .isEqualTo(new ListCoverage(17, 12, 5, 12));
                IndexSearcher searcher = new IndexSearcher(reader);
                IcfrrReranking reranking =
                        IcfrrReranking.byStoredLists(RandomIndex.VECTOR, LISTS, 3, IcfrrParameters.DEFAULTS.withKq(6));
                IcfrrQuery query = IcfrrQuery.nearest(reranking, new float[] {3, 0}, 17);
                TopDocs hits = searcher.search(query, 17);
                assertThat(hits.scoreDocs).hasSize(17);
                for (ScoreDoc hit : hits.scoreDocs) {
                    if (hit.doc >= 12) {
                        assertThat(searcher.explain(query, hit.doc).toString())
                                .contains("the votes of 0 of the first 6");
                    }
                }
            }
        }
    }
}
