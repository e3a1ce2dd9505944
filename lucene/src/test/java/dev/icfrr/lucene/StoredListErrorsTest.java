package dev.icfrr.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.io.IOException;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

/** Stored lists that cannot be built or used are refused with a reason. */
class StoredListErrorsTest extends StoredListFixture {
    @Test
    void refusesAMisspeltField() throws IOException {
        try (RandomIndex index = twoDocuments()) {
            indexer(3, UpdateRule.REFERENCE).build(index.writer);
            try (IndexReader reader = index.open()) {
                IndexSearcher searcher = new IndexSearcher(reader);
                Query knn = new KnnFloatVectorQuery(RandomIndex.VECTOR, new float[8], 2);
                IcfrrReranking misspelt = IcfrrReranking.byStoredLists(RandomIndex.VECTOR, "neighbours")
                        .build();
                assertThatThrownBy(
                                () -> new IcfrrRescorer(misspelt, knn, 2).rescore(searcher, searcher.search(knn, 2), 2))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("'neighbours'")
                        .hasMessageContaining(LISTS);
            }
        }
    }

    @Test
    void refusesScoresThatAreNoSimilarity() throws IOException {
        try (RandomIndex index = twoDocuments()) {
            try (IndexReader reader = index.open()) {
                IndexSearcher searcher = new IndexSearcher(reader);
                Query constant = new BoostQuery(new ConstantScoreQuery(MatchAllDocsQuery.INSTANCE), 7);
                IcfrrReranking reranking =
                        IcfrrReranking.byVectors(RandomIndex.VECTOR).flat(1, 1).build();
                TopDocs hits = searcher.search(constant, 2);
                assertThatThrownBy(() -> new IcfrrRescorer(reranking, constant, 2).rescore(searcher, hits, 2))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("7.0")
                        .hasMessageContaining("no similarity");
                IcfrrReranking own = reranking.withDistance(score -> 10 - score);
                assertThat(new IcfrrRescorer(own, constant, 2).rescore(searcher, hits, 2).scoreDocs)
                        .hasSize(2);
            }
        }
    }

    @Test
    void refusesADocumentWithoutAnId() throws IOException {
        try (RandomIndex index = twoDocuments()) {
            Document anonymous = new Document();
            anonymous.add(new KnnFloatVectorField(RandomIndex.VECTOR, new float[8]));
            index.writer.addDocument(anonymous);
            assertThatThrownBy(() -> indexer(3, UpdateRule.REFERENCE).build(index.writer))
                    .hasMessage("1 documents with a vector, document 2 first, have no id in the field 'id': "
                            + "index it as a StringField");
        }
    }

    @Test
    void refusesAnIdThatTwoDocumentsShare() throws IOException {
        try (RandomIndex index = twoDocuments()) {
            index.writer.addDocument(index.document("item 0", new float[8]));
            assertThatThrownBy(() -> indexer(3, UpdateRule.REFERENCE).build(index.writer))
                    .hasMessage("documents 0 and 2 share the id 'item 0' in the field 'id'");
        }
    }

    @Test
    void refusesADocumentWithSeveralIds() throws IOException {
        try (RandomIndex index = twoDocuments()) {
            Document document = index.document("item 2", new float[8]);
            document.add(new StringField(RandomIndex.ID, "another", Field.Store.NO));
            index.writer.addDocument(document);
            assertThatThrownBy(() -> indexer(3, UpdateRule.REFERENCE).build(index.writer))
                    .hasMessageContaining("has several terms in the field 'id', 'item 2' among them");
        }
    }

    @Test
    void refusesAFieldWithoutVectors() throws IOException {
        try (RandomIndex index = twoDocuments()) {
            assertThatThrownBy(() -> IcfrrIndexer.builder(RandomIndex.ID, "image", LISTS, 3)
                            .build()
                            .build(index.writer))
                    .hasMessage("the index has no vector field 'image'; its vector fields: [vector]");
        }
    }

    private static RandomIndex twoDocuments() throws IOException {
        RandomIndex index = new RandomIndex(SEED.random(), VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32);
        index.add(new float[] {1, 0, 0, 0, 0, 0, 0, 0});
        index.add(new float[] {2, 0, 0, 0, 0, 0, 0, 0});
        assertThat(indexer(3, UpdateRule.REFERENCE).build(index.writer)).isEqualTo(2);
        return index;
    }

    @Test
    void refusesAKgAboveTheStoredOne() throws IOException {
        try (RandomIndex index = twentyDocumentsWithLists();
                IndexReader reader = index.open()) {
            assertThatThrownBy(() -> rerank(index, reader, 5))
                    .hasMessage("the lists in the field 'neighbors' hold 4 neighbors, fewer than the KG 5 asked for: "
                            + "build them with a larger KG");
        }
    }

    @Test
    void reportsListsOfAnUnknownFormat() throws IOException {
        try (RandomIndex index = twentyDocumentsWithLists()) {
            for (String id : index.vectors.keySet()) {
                index.writer.updateDocValues(
                        new Term(RandomIndex.ID, id), new BinaryDocValuesField(LISTS, new BytesRef("?")));
            }
            try (IndexReader reader = index.open()) {
                assertThatThrownBy(() -> rerank(index, reader, 4))
                        .isInstanceOf(CorruptIndexException.class)
                        .hasMessageContaining("no neighbor list of a known format")
                        .hasMessageContaining("field 'neighbors' of document");
            }
        }
    }

    private static RandomIndex twentyDocumentsWithLists() throws IOException {
        RandomIndex index = new RandomIndex(SEED.random(), VectorSimilarityFunction.EUCLIDEAN, VectorEncoding.FLOAT32);
        index.add(20);
        indexer(4, UpdateRule.REFERENCE).build(index.writer);
        return index;
    }

    private static void rerank(RandomIndex index, IndexReader reader, int kg) throws IOException {
        IcfrrReranking reranking =
                IcfrrReranking.byStoredLists(RandomIndex.VECTOR, LISTS, kg, IcfrrParameters.DEFAULTS);
        new IndexSearcher(reader).search(IcfrrQuery.nearest(reranking, index.vector(), 10), 10);
    }
}
