package dev.icfrr.lucene;

import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;

/** The vectors of all live documents, without a copy. Item i is the i-th document with a vector. */
final class IndexVectors implements Matrix {
    /** The vectors of one segment, and the index of each item from {@code firstItem} on. */
    @SuppressWarnings("ArrayRecordComponent") // stays within this class
    private record Segment(LeafVectors vectors, int firstItem, int[] indices) {}

    private final int dimension;
    private final List<Segment> segments = new ArrayList<>();
    private final int size;
    private final FixedBitSet docs;
    private final ThreadLocal<LeafVectors[]> ofThread = ThreadLocal.withInitial(this::copies);

    IndexVectors(IndexReader reader, VectorField field) throws IOException {
        dimension = field.dimension();
        docs = new FixedBitSet(reader.maxDoc());
        int items = 0;
        for (LeafReaderContext leaf : reader.leaves()) {
            LeafVectors vectors = LeafVectors.of(leaf.reader(), field.name());
            if (vectors != null) {
                int[] indices = liveIndices(vectors, leaf);
                if (indices.length > 0) {
                    segments.add(new Segment(vectors, items, indices));
                    items += indices.length;
                }
            }
        }
        size = items;
    }

    private int[] liveIndices(LeafVectors vectors, LeafReaderContext leaf) throws IOException {
        Bits live = leaf.reader().getLiveDocs();
        int[] indices = new int[leaf.reader().numDocs()];
        int count = 0;
        DocIndexIterator at = vectors.iterator();
        for (int doc = at.nextDoc(); doc != DocIndexIterator.NO_MORE_DOCS; doc = at.nextDoc()) {
            if (live == null || live.get(doc)) {
                indices[count++] = at.index();
                docs.set(leaf.docBase + doc);
            }
        }
        return Arrays.copyOf(indices, count);
    }

    /** Returns the documents with a vector: item i is the i-th of them. */
    FixedBitSet docs() {
        return docs;
    }

    private LeafVectors[] copies() {
        try {
            LeafVectors[] copies = new LeafVectors[segments.size()];
            for (int i = 0; i < copies.length; i++) {
                copies[i] = segments.get(i).vectors().copy();
            }
            return copies;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int rows() {
        return size;
    }

    @Override
    public int columns() {
        return dimension;
    }

    @Override
    public boolean isSinglePrecision() {
        return true;
    }

    @Override
    public void copyRow(int row, float[] into) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).firstItem() <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Segment segment = segments.get(low);
        try {
            ofThread.get()[low].read(segment.indices()[row - segment.firstItem()], into, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void copyRow(int row, double[] into) {
        float[] single = new float[dimension];
        copyRow(row, single);
        for (int k = 0; k < dimension; k++) {
            into[k] = single[k];
        }
    }
}
