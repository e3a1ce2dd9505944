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
 * How far the stored lists fit the index as it is now.
 *
 * @param withVector live documents that have a vector
 * @param withList those of them that have a list of the building that most lists belong to
 * @param ofOtherBuildings those with a list of another, which are not used together with the former
 * @param gallerySize how many documents that building had: those no longer here keep their ranks on lists
 */
public record ListCoverage(int withVector, int withList, int ofOtherBuildings, int gallerySize) {

    /** Counts by reading a number per document. */
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
                int building = NeighborListField.building(items.longValue());
                counts.merge(building, 1, Integer::sum);
                if (!sizes.containsKey(building) && lists.advanceExact(doc)) {
                    sizes.put(
                            building,
                            NeighborList.of(lists.binaryValue(), "field '" + listField + "'")
                                    .gallerySize());
                }
            }
        }
        int all = counts.values().stream().mapToInt(count -> count).sum();
        int building = NeighborListField.mostFrequent(counts);
        int withList = counts.getOrDefault(building, 0);
        return new ListCoverage(withVector, withList, all - withList, sizes.getOrDefault(building, 0));
    }
}
