package dev.icfrr.lucene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;

/** A vector field of an index. */
record VectorField(String name, VectorSimilarityFunction similarity, VectorEncoding encoding, int dimension) {

    /** @throws IllegalArgumentException if the index has no such vector field; the message names its vector fields */
    static VectorField of(IndexReader reader, String name) {
        TreeSet<String> others = new TreeSet<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            for (FieldInfo info : leaf.reader().getFieldInfos()) {
                if (info.hasVectorValues() && info.name.equals(name)) {
                    return new VectorField(
                            name,
                            info.getVectorSimilarityFunction(),
                            info.getVectorEncoding(),
                            info.getVectorDimension());
                }
                if (info.hasVectorValues()) {
                    others.add(info.name);
                }
            }
        }
        throw new IllegalArgumentException(
                "the index has no vector field '" + name + "'; its vector fields: " + others);
    }

    /** Returns the distance for scores of this field's vector search, for hits among the given documents. */
    ScoreDistance scoreDistance(IndexReader reader, int[] docs) {
        return ScoreDistance.of(similarity, encoding, dimension, () -> {
            try {
                float[] first = new float[dimension];
                return readFirst(reader, docs, first) ? LeafVectors.squaredLength(first, 0, dimension) : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private boolean readFirst(IndexReader reader, int[] docs, float[] into) throws IOException {
        for (int doc : docs) {
            if (read(reader, new int[] {doc}, into).length > 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Copies the vectors of some documents, one after the other.
     *
     * @param docs ascending
     * @return the documents with a vector
     */
    int[] read(IndexReader reader, int[] docs, float[] into) throws IOException {
        List<LeafReaderContext> leaves = reader.leaves();
        int[] having = new int[docs.length];
        int count = 0;
        for (int first = 0; first < docs.length; ) {
            LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(docs[first], leaves));
            int end = first + 1;
            int leafEnd = leaf.docBase + leaf.reader().maxDoc();
            while (end < docs.length && docs[end] < leafEnd) {
                end++;
            }
            LeafVectors vectors = LeafVectors.of(leaf.reader(), name);
            if (vectors != null) {
                DocIndexIterator at = vectors.iterator();
                for (int i = first; i < end; i++) {
                    int wanted = docs[i] - leaf.docBase;
                    int doc = at.docID() < wanted ? at.advance(wanted) : at.docID();
                    if (doc == wanted) {
                        vectors.read(at.index(), into, count * dimension);
                        having[count++] = docs[i];
                    }
                }
            }
            first = end;
        }
        return Arrays.copyOf(having, count);
    }
}
