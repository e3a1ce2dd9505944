package dev.icfrr.lucene;

import dev.icfrr.lucene.NeighborListField.NeighborList;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.util.Bits;

/**
 * The share of an index that its stored lists cover.
 *
 * @param withVector live documents that have a vector
 * @param withList those with a list of the most frequent build
 * @param ofOtherBuilds those with a list of another build; lists of different builds are not used together
 * @param gallerySize number of documents of the most frequent build; deleted ones keep their ranks in lists
 */
public record ListCoverage(int withVector, int withList, int ofOtherBuilds, int gallerySize) {

    /** Counts the documents; reads one number per document. */
    public static ListCoverage of(IndexReader reader, String vectorField, String listField) throws IOException {
        int withVector = new IndexVectors(reader, VectorField.of(reader, vectorField)).rows();
        Map<Integer, Integer> counts = new HashMap<>();
        Map<Integer, Integer> sizes = new HashMap<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            Bits live = leaf.reader().getLiveDocs();
            NumericDocValues items = DocValues.getNumeric(leaf.reader(), NeighborListField.itemField(listField));
            BinaryDocValues lists = DocValues.getBinary(leaf.reader(), listField);
            for (int doc = items.nextDoc(); doc != NumericDocValues.NO_MORE_DOCS; doc = items.nextDoc()) {
                if (live != null && !live.get(doc)) {
                    continue;
                }
                int build = NeighborListField.build(items.longValue());
                counts.merge(build, 1, Integer::sum);
                if (!sizes.containsKey(build) && lists.advanceExact(doc)) {
                    sizes.put(
                            build,
                            NeighborList.of(lists.binaryValue(), "field '" + listField + "'")
                                    .gallerySize());
                }
            }
        }
        int all = counts.values().stream().mapToInt(count -> count).sum();
        int build = NeighborListField.mostFrequent(counts);
        int withList = counts.getOrDefault(build, 0);
        return new ListCoverage(withVector, withList, all - withList, sizes.getOrDefault(build, 0));
    }
}
