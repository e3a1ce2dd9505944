package dev.icfrr.lucene;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.knn.FoundNeighbors;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nearest neighbors of all documents of an index, and stores the lists in it as doc values. Lists hold items,
 * not document numbers, so they stay correct through deletions and merges: a deleted neighbor keeps its rank but is not
 * found. Documents that are added later have no list, and are on no list, until the next build. {@link ListCoverage}
 * counts them.
 *
 * <p>Immutable; {@link #build} may be called repeatedly.
 */
public final class IcfrrIndexer {
    private final String idField;
    private final String vectorField;
    private final String listField;
    private final int kg;
    private final SelfMatch selfMatch;
    private final ListOrder order;
    private final Parallelism parallelism;
    private final double recall;
    private final @Nullable ProgressListener progress;

    private IcfrrIndexer(Builder builder) {
        idField = builder.idField;
        vectorField = builder.vectorField;
        listField = builder.listField;
        kg = builder.kg;
        selfMatch = builder.vote.isMultiscale() ? SelfMatch.INDEX : builder.update.selfMatch();
        order = builder.order != null
                ? builder.order
                : builder.vote.isMultiscale() ? ListOrder.SCALED : ListOrder.PLAIN;
        parallelism = builder.parallelism;
        recall = builder.recall;
        progress = builder.progress;
    }

    /**
     * Returns a builder of scaled lists for the multi-scale vote, exact, on all cores. K and the length of the lists
     * are chosen from the lists of up to 256 documents, drawn with a fixed seed.
     *
     * @param idField a field with one unique term per document, such as a {@code StringField}
     * @param vectorField the field of float or byte vectors
     * @param listField the field for the lists; {@code <listField>.item} and {@code <listField>.chance} are used as
     *     well
     */
    public static Builder builder(String idField, String vectorField, String listField) {
        return new Builder(idField, vectorField, listField, IcfrrReranking.AUTO);
    }

    /**
     * Returns a builder of scaled lists for the multi-scale vote, exact, on all cores. K is chosen, but at most the
     * length of the lists.
     *
     * @param idField a field with one unique term per document, such as a {@code StringField}
     * @param vectorField the field of float or byte vectors
     * @param listField the field for the lists; {@code <listField>.item} and {@code <listField>.chance} are used as
     *     well
     * @param kg neighbors per document, at least 1
     */
    public static Builder builder(String idField, String vectorField, String listField, int kg) {
        return new Builder(idField, vectorField, listField, KnnGraph.requireKg(kg));
    }

    /**
     * Finds the lists of all live documents with a vector, and then stores them, replacing earlier lists. Searchers see
     * the new lists when they reopen. The caller commits.
     *
     * <p>Vectors must not change during a build: a document that is updated meanwhile gets the list of its old vector.
     * Other documents may be added or deleted.
     *
     * @return the number of lists stored
     * @throws IllegalArgumentException if there is no such vector field, a document with a vector has no id, or two
     *     share one
     */
    public int build(IndexWriter writer) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            IndexVectors vectors = new IndexVectors(reader, VectorField.of(reader, vectorField));
            if (vectors.rows() == 0) {
                return 0;
            }
            requireIds(reader, vectors.docs());
            NeighborListField lists = neighbors(vectors);
            int[] firstItems = itemsBefore(vectors.docs());
            forEachId(reader, vectors.docs(), (id, doc) -> {
                int item = item(vectors.docs(), firstItems, doc);
                writer.updateDocValues(
                        new Term(idField, BytesRef.deepCopyOf(id)),
                        lists.of(item).toArray(Field[]::new));
            });
            return vectors.rows();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private NeighborListField neighbors(IndexVectors vectors) {
        boolean chosen = kg == IcfrrReranking.AUTO;
        int toChoose = MultiscaleAdvice.listLength(vectors.rows());
        // An exact search that is long enough for most choices costs little more; an approximate one may.
        int toSearch = recall < 1
                ? Math.max(toChoose, plainLength(1))
                : ParameterRequest.multiscale(ParameterRequest.AUTO, order, IcfrrParameters.DEFAULTS)
                        .listLength(vectors.rows());
        FoundNeighbors found = find(vectors, chosen ? toSearch : plainLength(kg));
        MultiscaleAdvice advice =
                NeighborListField.advice(found.bands(chosen ? toChoose : plainLength(kg)), parallelism);
        int length = chosen ? advice.k() : kg;
        if (Math.min(plainLength(length), vectors.rows() - 1) > found.length()) {
            found = find(vectors, plainLength(length));
        }
        KnnGraph lists = order == ListOrder.SCALED ? found.scaled(length) : found.plain(length);
        return new NeighborListField(listField, lists, advice);
    }

    private int plainLength(int length) {
        return order == ListOrder.SCALED ? LocalScaling.plainLength(length) : length;
    }

    /** Finds what lists of up to a length are taken from; of a small gallery no more than there are. */
    private FoundNeighbors find(IndexVectors vectors, int length) {
        KnnGraphBuilder builder = new KnnGraphBuilder(length, selfMatch, parallelism, progress);
        return recall == 1
                ? builder.find(vectors)
                : FoundNeighbors.of(
                        builder.approximate(vectors, recall, 0).graph(),
                        (plain, kept) -> LocalScaling.ofFeatures(plain, vectors, kept, parallelism, progress));
    }

    private void requireIds(IndexReader reader, FixedBitSet docs) throws IOException {
        FixedBitSet missing = docs.clone();
        BytesRef[] last = {new BytesRef()};
        int[] lastDoc = {-1};
        forEachId(reader, docs, (id, doc) -> {
            if (lastDoc[0] >= 0 && last[0].bytesEquals(id)) {
                throw new IllegalArgumentException("documents " + lastDoc[0] + " and " + doc + " share the id '"
                        + text(id) + "' in the field '" + idField + "'");
            }
            if (!missing.get(doc)) {
                throw new IllegalArgumentException("document " + doc + " has several terms in the field '" + idField
                        + "', '" + text(id) + "' among them: an id is one term");
            }
            missing.clear(doc);
            last[0] = BytesRef.deepCopyOf(id);
            lastDoc[0] = doc;
        });
        if (missing.cardinality() > 0) {
            throw new IllegalArgumentException(missing.cardinality() + " documents with a vector, document "
                    + missing.nextSetBit(0) + " first, have no id in the field '" + idField
                    + "': index it as a StringField");
        }
    }

    private static String text(BytesRef id) {
        return new String(id.bytes, id.offset, id.length, StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface IdConsumer {
        void accept(BytesRef id, int doc) throws IOException;
    }

    /** Visits the id of every given live document, in the order of ids. */
    private void forEachId(IndexReader reader, FixedBitSet docs, IdConsumer consumer) throws IOException {
        Terms ids = MultiTerms.getTerms(reader, idField);
        if (ids == null) {
            return;
        }
        Bits live = MultiBits.getLiveDocs(reader);
        TermsEnum at = ids.iterator();
        PostingsEnum postings = null;
        for (BytesRef id = at.next(); id != null; id = at.next()) {
            postings = at.postings(postings, PostingsEnum.NONE);
            for (int doc = postings.nextDoc(); doc != PostingsEnum.NO_MORE_DOCS; doc = postings.nextDoc()) {
                if (docs.get(doc) && (live == null || live.get(doc))) {
                    consumer.accept(id, doc);
                }
            }
        }
    }

    /** Counts the documents before each word of 64 bits. */
    private static int[] itemsBefore(FixedBitSet docs) {
        long[] words = docs.getBits();
        int[] before = new int[words.length];
        for (int i = 1; i < words.length; i++) {
            before[i] = before[i - 1] + Long.bitCount(words[i - 1]);
        }
        return before;
    }

    private static int item(FixedBitSet docs, int[] before, int doc) {
        int word = doc >>> 6;
        return before[word] + Long.bitCount(docs.getBits()[word] & ((1L << doc) - 1));
    }

    /** Collects the parameters of an {@link IcfrrIndexer}. */
    public static final class Builder {
        private final String idField;
        private final String vectorField;
        private final String listField;
        private final int kg;
        private Vote vote = Vote.MULTISCALE;
        private UpdateRule update = UpdateRule.REFERENCE;
        private @Nullable ListOrder order;
        private Parallelism parallelism = Parallelism.allCores();
        private double recall = 1;
        private @Nullable ProgressListener progress;

        private Builder(String idField, String vectorField, String listField, int kg) {
            this.idField = Objects.requireNonNull(idField, "idField");
            this.vectorField = Objects.requireNonNull(vectorField, "vectorField");
            this.listField = Objects.requireNonNull(listField, "listField");
            this.kg = kg;
        }

        /**
         * Sets the vote that the lists are for: multi-scale unless set. Lists for the flat vote are plain unless set.
         */
        public Builder vote(Vote value) {
            vote = Objects.requireNonNull(value, "vote");
            return this;
        }

        /**
         * Sets the update rule of the lists for the flat vote. It decides which neighbor is taken for the document
         * itself and left out.
         */
        public Builder update(UpdateRule value) {
            update = Objects.requireNonNull(value, "update");
            return this;
        }

        /** Sets the order of the lists. */
        public Builder lists(ListOrder value) {
            order = Objects.requireNonNull(value, "lists");
            return this;
        }

        /** Sets the number of threads. */
        public Builder parallelism(Parallelism value) {
            parallelism = Objects.requireNonNull(value, "parallelism");
            return this;
        }

        /**
         * Sets the share of true neighbors to find: 1, the default, for exact neighbors, or a value above 0 for
         * approximate ones.
         */
        public Builder recall(double value) {
            if (!(value > 0 && value <= 1)) {
                throw new IllegalArgumentException("the recall wanted must be above 0 and at most 1, not " + value);
            }
            recall = value;
            return this;
        }

        /** Sets the listener of the search. */
        public Builder progress(ProgressListener value) {
            progress = Objects.requireNonNull(value, "progress");
            return this;
        }

        /**
         * Returns the indexer.
         *
         * @throws IllegalArgumentException if the lists are for the flat vote and their length is not given
         */
        public IcfrrIndexer build() {
            if (kg == IcfrrReranking.AUTO && !vote.isMultiscale()) {
                throw new IllegalArgumentException("lists for the flat vote need a KG: give it to the builder");
            }
            return new IcfrrIndexer(this);
        }
    }
}
