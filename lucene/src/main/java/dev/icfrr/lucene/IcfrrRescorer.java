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
 * The score is {@code 1 + s}, or {@code 1 / (1 - s)} for negative s, where s is minus the distance plus bonuses. Scores
 * are positive and fall from hit to hit. If two would round to the same value, the later one is lowered by one bit, so
 * collectors keep the order.
 */
public final class IcfrrRescorer extends Rescorer {
    private final IcfrrReranking reranking;
    private final Query firstPass;
    private final int window;

    /**
     * Creates a rescorer of the hits of one query.
     *
     * @param firstPass the query that finds the hits; only {@link #explain} searches it again
     * @param window number of hits to re-rank, at least 1; the others follow in their old order
     */
    public IcfrrRescorer(IcfrrReranking reranking, Query firstPass, int window) {
        this.reranking = Objects.requireNonNull(reranking, "reranking");
        this.firstPass = Objects.requireNonNull(firstPass, "firstPass");
        this.window = IcfrrQuery.requireWindow(window);
    }

    /**
     * Re-ranks hits and returns new ones.
     *
     * @param firstPassTopDocs best first, by score
     * @param topN number of hits to return
     * @throws IllegalArgumentException if the index has no such vector field, a document is among the hits twice, or a
     *     score has no finite distance
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
     * Explains a document's old and new rank, the bonus of each iteration, and the voters and their weights. Searches
     * and re-ranks again.
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
