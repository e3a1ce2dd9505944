package dev.icfrr.lucene;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Rescorer;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;

/**
 * Re-ranks the first hits of one search by Iterative Cluster-free Re-ranking:
 *
 * <pre>{@code
 * Query knn = new KnnFloatVectorQuery("vector", sketch, 1000);
 * TopDocs before = searcher.search(knn, 1000);
 * TopDocs after = new IcfrrRescorer(reranking, knn, 1000).rescore(searcher, before, 20);
 * }</pre>
 *
 * Scores are minus the distance plus bonuses, s, as {@code 1 + s}, or {@code 1 / (1 - s)} below 0: positive, falling from
 * hit to hit, and where two round to the same, the later differs in the last bit, so that collectors keep the order.
 */
public final class IcfrrRescorer extends Rescorer {
    private final IcfrrReranking reranking;
    private final Query firstPass;
    private final int window;

    /**
     * For the hits of one query.
     *
     * @param firstPass that finds the hits; searched again by {@link #explain} alone
     * @param window how many hits to re-rank, at least 1; those beyond follow in their old order
     */
    public IcfrrRescorer(IcfrrReranking reranking, Query firstPass, int window) {
        this.reranking = Objects.requireNonNull(reranking, "reranking");
        this.firstPass = Objects.requireNonNull(firstPass, "firstPass");
        this.window = IcfrrQuery.requireWindow(window);
    }

    /**
     * Re-ranks hits, which stay as they are.
     *
     * @param firstPassTopDocs best first, by score
     * @param topN how many to return of all
     * @throws IllegalArgumentException if the index has no such vector field, a document is there twice, or a score stands
     *     for no finite distance
     */
    @Override
    public TopDocs rescore(IndexSearcher searcher, TopDocs firstPassTopDocs, int topN) throws IOException {
        ScoreDoc[] hits = firstPassTopDocs.scoreDocs;
        if (hits.length > 0) {
            hits = new RerankedHits(reranking, searcher.getIndexReader(), hits, window).hits();
        }
        return new TopDocs(firstPassTopDocs.totalHits, topN < hits.length ? Arrays.copyOf(hits, topN) : hits);
    }

    /**
     * Where a document stood and stands, the bonus of each iteration and who voted for it with what weight. Searches and
     * re-ranks again.
     */
    @Override
    public Explanation explain(IndexSearcher searcher, Explanation firstPassExplanation, int docID) throws IOException {
        TopDocs hits = searcher.search(firstPass, window);
        if (hits.scoreDocs.length == 0) {
            return Explanation.noMatch("the first pass has no hits", firstPassExplanation);
        }
        return new RerankedHits(reranking, searcher.getIndexReader(), hits.scoreDocs, window)
                .explain(docID, 1, firstPassExplanation);
    }
}
