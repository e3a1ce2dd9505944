package dev.icfrr.lucene;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.TopDocs;

/**
 * A query that matches the first hits of another query, re-ranked, for pipelines that accept only queries. Scores are
 * those of {@link IcfrrRescorer}. It searches and re-ranks when it is rewritten, over all segments of the searcher's
 * reader. A filter next to it in a {@code BooleanQuery} selects from the re-ranked window. To restrict the search
 * itself, put the filter into the first-pass query.
 */
public final class IcfrrQuery extends Query {
    private final IcfrrReranking reranking;
    private final Query firstPass;
    private final int window;

    /**
     * Re-ranks the first hits of a query.
     *
     * @param window number of hits to re-rank and to match, at least 1
     */
    public IcfrrQuery(IcfrrReranking reranking, Query firstPass, int window) {
        this.reranking = Objects.requireNonNull(reranking, "reranking");
        this.firstPass = Objects.requireNonNull(firstPass, "firstPass");
        this.window = requireWindow(window);
    }

    /** Over the nearest vectors of a vector, as many as the window takes. */
    public static IcfrrQuery nearest(IcfrrReranking reranking, float[] target, int window) {
        return new IcfrrQuery(reranking, new KnnFloatVectorQuery(reranking.vectorField(), target, window), window);
    }

    /** Over the nearest vectors of a vector, as many as the window takes. */
    public static IcfrrQuery nearest(IcfrrReranking reranking, byte[] target, int window) {
        return new IcfrrQuery(reranking, new KnnByteVectorQuery(reranking.vectorField(), target, window), window);
    }

    /** Returns the first-pass query. */
    public Query firstPass() {
        return firstPass;
    }

    static int requireWindow(int window) {
        if (window < 1) {
            throw new IllegalArgumentException("the window must hold at least 1 hit, not " + window);
        }
        return window;
    }

    @Override
    public Query rewrite(IndexSearcher searcher) throws IOException {
        TopDocs hits = searcher.search(firstPass, window);
        if (hits.scoreDocs.length == 0) {
            return new MatchNoDocsQuery("the first pass has no hits");
        }
        RerankedHits reranked = new RerankedHits(reranking, searcher.getIndexReader(), hits.scoreDocs, window);
        return new RerankedHitsQuery(firstPass, reranked, searcher.getIndexReader());
    }

    @Override
    public void visit(QueryVisitor visitor) {
        firstPass.visit(visitor.getSubVisitor(BooleanClause.Occur.MUST, this));
    }

    @Override
    public String toString(String field) {
        return "icfrr(" + firstPass.toString(field) + ", window " + window + ")";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IcfrrQuery that
                && window == that.window
                && firstPass.equals(that.firstPass)
                && reranking.equals(that.reranking);
    }

    @Override
    public int hashCode() {
        return Objects.hash(classHash(), reranking, firstPass, window);
    }
}
