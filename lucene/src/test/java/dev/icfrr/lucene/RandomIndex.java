package dev.icfrr.lucene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/** A small index in several segments, and what was put into it. */
final class RandomIndex implements AutoCloseable {
    static final String VECTOR = "vector";
    static final String ID = "id";

    final Random random;
    final VectorSimilarityFunction similarity;
    final VectorEncoding encoding;
    final int dimensions;
    final Directory directory = new ByteBuffersDirectory();
    final IndexWriter writer;
    /** Of the live documents, by id. */
    final Map<String, float[]> vectors = new TreeMap<>();

    private int nextId;

    RandomIndex(Random random, VectorSimilarityFunction similarity, VectorEncoding encoding) throws IOException {
        this.random = random;
        this.similarity = similarity;
        this.encoding = encoding;
        this.dimensions = 2 + random.nextInt(6);
        IndexWriterConfig config = new IndexWriterConfig()
                .setMergeScheduler(new SerialMergeScheduler())
                .setMergePolicy(random.nextBoolean() ? NoMergePolicy.INSTANCE : new TieredMergePolicy());
        this.writer = new IndexWriter(directory, config);
    }

    /** Adds documents, starting a segment now and then. */
    void add(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            add(vector());
            if (random.nextInt(10) == 0) {
                writer.flush();
            }
        }
    }

    void add(float[] vector) throws IOException {
        String id = "item " + nextId++;
        vectors.put(id, vector);
        writer.addDocument(document(id, vector));
    }

    Document document(String id, float[] vector) {
        Document document = new Document();
        document.add(new StringField(ID, id, Field.Store.YES));
        document.add(
                encoding == VectorEncoding.BYTE
                        ? new KnnByteVectorField(VECTOR, bytes(vector), similarity)
                        : new KnnFloatVectorField(VECTOR, vector.clone(), similarity));
        document.add(new StoredField("note", "é"));
        return document;
    }

    void deleteSome() throws IOException {
        for (String id : vectors.keySet().toArray(String[]::new)) {
            if (random.nextInt(6) == 0 && vectors.size() > 1) {
                vectors.remove(id);
                writer.deleteDocuments(new Term(ID, id));
            }
        }
    }

    /** With duplicates and ties now and then; of one length for the dot product, which demands it. */
    float[] vector() {
        if (!vectors.isEmpty() && random.nextInt(8) == 0) {
            return vectors.values().iterator().next().clone();
        }
        float[] vector = new float[dimensions];
        boolean unit = similarity == VectorSimilarityFunction.DOT_PRODUCT;
        if (encoding == VectorEncoding.BYTE) {
            if (unit) {
                // One length: 60² + 80² = 100² in two places.
                int first = random.nextInt(dimensions);
                int second = (first + 1 + random.nextInt(dimensions - 1)) % dimensions;
                vector[first] = random.nextBoolean() ? 60 : -60;
                vector[second] = random.nextBoolean() ? 80 : -80;
                return vector;
            }
            for (int k = 0; k < dimensions; k++) {
                vector[k] = random.nextInt(255) - 127;
            }
            vector[0] = 5;
            return vector;
        }
        double squares = 0;
        for (int k = 0; k < dimensions; k++) {
            vector[k] = (float) random.nextGaussian();
            squares += (double) vector[k] * vector[k];
        }
        for (int k = 0; unit && k < dimensions; k++) {
            vector[k] = (float) (vector[k] / Math.sqrt(squares));
        }
        return vector;
    }

    Query nearest(float[] target, int count) {
        return encoding == VectorEncoding.BYTE
                ? new KnnByteVectorQuery(VECTOR, bytes(target), count)
                : new KnnFloatVectorQuery(VECTOR, target, count);
    }

    /** What neighbors are neighbors by: the vectors, at unit length for the cosine. */
    float[] feature(String id) {
        float[] vector = vectors.get(id).clone();
        if (similarity == VectorSimilarityFunction.COSINE) {
            double squares = 0;
            for (float value : vector) {
                squares += (double) value * value;
            }
            for (int k = 0; k < vector.length; k++) {
                vector[k] = (float) (vector[k] / Math.sqrt(squares));
            }
        }
        return vector;
    }

    /** Opening may flush, and flushing may merge: what is opened afterwards stays as it is. */
    IndexReader open() throws IOException {
        DirectoryReader.open(writer).close();
        return DirectoryReader.open(writer);
    }

    static String id(IndexSearcher searcher, int doc) {
        try {
            return searcher.storedFields().document(doc).get(ID);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(float[] vector) {
        byte[] bytes = new byte[vector.length];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) vector[k];
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        writer.close();
        directory.close();
    }
}
