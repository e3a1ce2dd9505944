package dev.icfrr.lucene;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/** A query for re-ranked hits of one reader. */
final class RerankedHitsQuery extends Query {
    private final Query firstPass;
    private final RerankedHits reranked;
    private final Object readerId;
    /** Ascending. */
    private final int[] docs;

    private final float[] scores;

    RerankedHitsQuery(Query firstPass, RerankedHits reranked, IndexReader reader) {
        this.firstPass = firstPass;
        this.reranked = reranked;
        this.readerId = reader.getContext().id();
        ScoreDoc[] byDoc = reranked.hits().clone();
        Arrays.sort(byDoc, (a, b) -> Integer.compare(a.doc, b.doc));
        docs = new int[byDoc.length];
        scores = new float[byDoc.length];
        for (int i = 0; i < byDoc.length; i++) {
            docs[i] = byDoc[i].doc;
            scores[i] = byDoc[i].score;
        }
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
        if (!searcher.getIndexReader().getContext().id().equals(readerId)) {
            throw new IllegalStateException("this query was rewritten for another reader");
        }
        return new HitsWeight(searcher, boost);
    }

    /** Returns the position of the first document from {@code doc} on. */
    private int firstAtOrAfter(int doc) {
        int found = Arrays.binarySearch(docs, doc);
        return found < 0 ? -1 - found : found;
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "icfrr(" + firstPass.toString(field) + ", " + docs.length + " hits)";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RerankedHitsQuery that
                && readerId.equals(that.readerId)
                && Arrays.equals(docs, that.docs)
                && Arrays.equals(scores, that.scores);
    }

    @Override
    public int hashCode() {
        return Objects.hash(classHash(), readerId, Arrays.hashCode(docs), Arrays.hashCode(scores));
    }

    private final class HitsWeight extends Weight {
        private final IndexSearcher searcher;
        private final float boost;

        HitsWeight(IndexSearcher searcher, float boost) {
            super(RerankedHitsQuery.this);
            this.searcher = searcher;
            this.boost = boost;
        }

        @Override
        public Explanation explain(LeafReaderContext leaf, int doc) throws IOException {
            int global = leaf.docBase + doc;
            return reranked.explain(global, boost, searcher.explain(firstPass, global));
        }

        @Override
        public int count(LeafReaderContext leaf) {
            // Hits are live documents.
            return end(leaf) - firstAtOrAfter(leaf.docBase);
        }

        @Override
        public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) {
            int first = firstAtOrAfter(leaf.docBase);
            return first == end(leaf)
                    ? null
                    : new DefaultScorerSupplier(new HitsScorer(leaf.docBase, first, end(leaf), boost));
        }

        private int end(LeafReaderContext leaf) {
            return firstAtOrAfter(leaf.docBase + leaf.reader().maxDoc());
        }

        @Override
        public boolean isCacheable(LeafReaderContext leaf) {
            return true;
        }
    }

    /** The hits {@code [first, end)}, which lie in one segment. */
    private final class HitsScorer extends Scorer {
        private final int docBase;
        private final int first;
        private final int end;
        private final float boost;
        private int at;

        HitsScorer(int docBase, int first, int end, float boost) {
            this.docBase = docBase;
            this.first = first;
            this.end = end;
            this.boost = boost;
            this.at = first - 1;
        }

        @Override
        public int docID() {
            return at < first ? -1 : at < end ? docs[at] - docBase : DocIdSetIterator.NO_MORE_DOCS;
        }

        @Override
        public DocIdSetIterator iterator() {
            return new DocIdSetIterator() {
                @Override
                public int docID() {
                    return HitsScorer.this.docID();
                }

                @Override
                public int nextDoc() {
                    at++;
                    return docID();
                }

                @Override
                public int advance(int target) throws IOException {
                    return slowAdvance(target);
                }

                @Override
                public long cost() {
                    return (long) end - first;
                }
            };
        }

        @Override
        public float score() {
            return scores[at] * boost;
        }

        @Override
        public float getMaxScore(int upTo) {
            float max = 0;
            for (int i = first; i < end; i++) {
                max = Math.max(max, scores[i]);
            }
            return max * boost;
        }
    }
}
