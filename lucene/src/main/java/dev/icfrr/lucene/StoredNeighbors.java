package dev.icfrr.lucene;

import dev.icfrr.lucene.NeighborListField.NeighborList;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.NeighborLookup;
import dev.icfrr.rerank.Scales;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;

/** Lists stored in the index. Only those of voters are read. */
final class StoredNeighbors implements NeighborLookup {
    private final IndexReader reader;
    private final String field;
    private final int kg;
    /** By candidate number. */
    private final int[] docs;
    /** Items of the candidates that have a list, ascending, by candidate number. */
    private final int[] items;

    private final NeighborList first;
    private final ChanceCounts[] counts;

    private StoredNeighbors(
            IndexReader reader, String field, IcfrrReranking reranking, int[] docs, int[] items, ChanceCounts[] counts)
            throws IOException {
        this.reader = reader;
        this.field = field;
        this.kg = reranking.kg();
        this.docs = docs;
        this.items = items;
        this.counts = counts;
        this.first = read(new int[] {0})[0];
        if (kg > first.items().length && first.items().length < gallerySize() - 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the lists in the field '%s' hold %d neighbors, fewer than the %s %d asked for: build them with a larger KG",
                    field,
                    first.items().length,
                    reranking.parameters().vote().isMultiscale() ? "K" : "KG",
                    kg));
        }
    }

    /** @param docs ascending */
    static WindowDocuments candidates(IndexReader reader, int[] docs, String field, IcfrrReranking reranking)
            throws IOException {
        long[] found = new long[docs.length];
        boolean[] has = new boolean[docs.length];
        readItems(reader, docs, field, found, has);
        int build = build(found, has);
        long[] itemsAndPlaces = IntStream.range(0, docs.length)
                .filter(i -> has[i] && NeighborListField.build(found[i]) == build)
                .mapToLong(i -> (long) NeighborListField.item(found[i]) << Integer.SIZE | i)
                .sorted()
                .toArray();
        if (itemsAndPlaces.length == 0) {
            requireField(reader, field);
            return WindowDocuments.withoutNeighbors(docs, reranking);
        }
        int[] having =
                Arrays.stream(itemsAndPlaces).mapToInt(pair -> docs[(int) pair]).toArray();
        int[] items = Arrays.stream(itemsAndPlaces)
                .mapToInt(pair -> (int) (pair >>> Integer.SIZE))
                .toArray();
        IntStream others = IntStream.range(0, docs.length)
                .filter(i -> !has[i] || NeighborListField.build(found[i]) != build)
                .map(i -> docs[i]);
        int[] all = IntStream.concat(Arrays.stream(having), others).toArray();
        ChanceCounts[] counts = reranking.parameters().vote().isMultiscale()
                ? readCounts(reader, having, field, build)
                : new ChanceCounts[0];
        IcfrrReranking resolved =
                reranking.choosesK() ? reranking.withScales(counts[0].chosenK(), counts[0].chosenWeights()) : reranking;
        return new WindowDocuments(all, new StoredNeighbors(reader, field, resolved, all, items, counts), resolved);
    }

    /** Checks that some document of the index has a list, so that a misspelt name does not mean "no lists". */
    private static void requireField(IndexReader reader, String field) {
        SortedSet<String> known = new TreeSet<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            for (FieldInfo info : leaf.reader().getFieldInfos()) {
                if (info.getDocValuesType() == DocValuesType.BINARY
                        && leaf.reader().getFieldInfos().fieldInfo(NeighborListField.itemField(info.name)) != null) {
                    known.add(info.name);
                }
            }
        }
        if (!known.contains(field)) {
            throw new IllegalArgumentException("the index has no neighbor lists in the field '" + field + "'"
                    + (known.isEmpty() ? "; build them with IcfrrIndexer" : "; it has them in " + known));
        }
    }

    private static void readItems(IndexReader reader, int[] docs, String field, long[] found, boolean[] has)
            throws IOException {
        LeafReaderContext leaf = null;
        NumericDocValues values = null;
        for (int i = 0; i < docs.length; i++) {
            if (leaf == null || docs[i] >= leaf.docBase + leaf.reader().maxDoc()) {
                leaf = leafOf(reader, docs[i]);
                values = DocValues.getNumeric(leaf.reader(), NeighborListField.itemField(field));
            }
            if (values != null && values.advanceExact(docs[i] - leaf.docBase)) {
                has[i] = true;
                found[i] = values.longValue();
            }
        }
    }

    /** Reads the counts of some documents, by position. */
    private static ChanceCounts[] readCounts(IndexReader reader, int[] docs, String field, int build)
            throws IOException {
        ChanceCounts[] counts = new ChanceCounts[docs.length];
        int[] byDoc = IntStream.range(0, docs.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> docs[i]))
                .mapToInt(i -> i)
                .toArray();
        LeafReaderContext leaf = null;
        BinaryDocValues values = null;
        for (int i : byDoc) {
            if (leaf == null
                    || values == null
                    || docs[i] >= leaf.docBase + leaf.reader().maxDoc()) {
                leaf = leafOf(reader, docs[i]);
                values = DocValues.getBinary(leaf.reader(), ChanceCounts.field(field));
            }
            ChanceCounts found = values.advanceExact(docs[i] - leaf.docBase)
                    ? ChanceCounts.of(values.binaryValue(), "field '" + field + "' of document " + docs[i])
                    : null;
            // Counts of an earlier build stay if the lists were built again for the flat vote.
            if (found == null || found.build() != build) {
                throw new IllegalArgumentException(
                        "the lists in the field '" + field + "' cannot serve the multi-scale vote."
                                + " They are of fewer than " + Scales.SMALLEST
                                + " neighbors, of the flat vote or of an older version:"
                                + " build them again with IcfrrIndexer, or search with the flat vote");
            }
            counts[i] = found;
        }
        return counts;
    }

    private static LeafReaderContext leafOf(IndexReader reader, int doc) {
        return reader.leaves().get(ReaderUtil.subIndex(doc, reader.leaves()));
    }

    /** Returns the build of most of the documents. */
    private static int build(long[] found, boolean[] has) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < found.length; i++) {
            if (has[i]) {
                counts.merge(NeighborListField.build(found[i]), 1, Integer::sum);
            }
        }
        return NeighborListField.mostFrequent(counts);
    }

    @Override
    public int gallerySize() {
        return first.gallerySize();
    }

    @Override
    public Optional<ChanceVotes> chance(Scales scales) {
        int[] votes = new int[docs.length];
        for (int candidate = 0; candidate < items.length; candidate++) {
            votes[candidate] = counts[candidate].votes(scales);
        }
        return Optional.of(ChanceVotes.of(scales, gallerySize(), votes));
    }

    @Override
    public int[][] lists(int[] candidates) {
        int[] having = Arrays.stream(candidates)
                .filter(candidate -> candidate < items.length)
                .toArray();
        NeighborList[] read;
        try {
            read = read(having);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int[][] lists = new int[candidates.length][0];
        int next = 0;
        for (int i = 0; i < candidates.length; i++) {
            if (candidates[i] < items.length) {
                lists[i] = inWindow(read[next++].items());
            }
        }
        return lists;
    }

    private int[] inWindow(int[] neighbors) {
        int[] list = new int[Math.min(kg, neighbors.length)];
        for (int rank = 0; rank < list.length; rank++) {
            int candidate = Arrays.binarySearch(items, neighbors[rank]);
            list[rank] = candidate < 0 ? OUTSIDE : candidate;
        }
        return list;
    }

    /** Reads lists in the order of documents, because doc values can only be read forward. */
    private NeighborList[] read(int[] candidates) throws IOException {
        long[] docsAndPlaces = IntStream.range(0, candidates.length)
                .mapToLong(i -> (long) docs[candidates[i]] << Integer.SIZE | i)
                .sorted()
                .toArray();
        NeighborList[] lists = new NeighborList[candidates.length];
        LeafReaderContext leaf = null;
        BinaryDocValues values = null;
        for (long pair : docsAndPlaces) {
            int doc = (int) (pair >>> Integer.SIZE);
            if (leaf == null
                    || values == null
                    || doc >= leaf.docBase + leaf.reader().maxDoc()) {
                leaf = leafOf(reader, doc);
                values = DocValues.getBinary(leaf.reader(), field);
            }
            String where = "field '" + field + "' of document " + doc;
            if (!values.advanceExact(doc - leaf.docBase)) {
                throw new CorruptIndexException("an item without its list", where);
            }
            lists[(int) pair] = NeighborList.of(values.binaryValue(), where);
        }
        return lists;
    }
}
