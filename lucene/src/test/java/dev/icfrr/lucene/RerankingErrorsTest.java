package dev.icfrr.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.rerank.IcfrrParameters;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.junit.jupiter.api.Test;

/** Re-rankings without hits, and those that are refused with a reason. */
class RerankingErrorsTest extends RerankingFixture {
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
}
