package dev.icfrr.cli.index;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.rerank.Vote;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexCheck;
import dev.icfrr.vision.index.IndexVote;
import dev.icfrr.vision.index.QueryBank;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes an index by names and values, or in one line. */
public final class IndexSummary {
    private IndexSummary() {}

    /** Returns names and values, in the order to print them. */
    public static Map<String, Object> fields(GalleryIndex index) throws IOException {
        KnnGraph graph = index.graph();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", index.folder().toString());
        fields.put("generation", index.generation());
        fields.put("bytes", IndexCheck.bytes(index));
        fields.put("gallery_items", index.size());
        fields.put("added_items", index.manifest().added());
        fields.put("values_per_feature", index.dimension());
        fields.put("KG", graph.kg());
        fields.put("neighbors_per_item", graph.neighborsPerItem());
        fields.put("self", graph.selfMatch().label());
        fields.put("neighbors", graph.provenance().isEmpty() ? "exact" : graph.provenance());
        addVote(index, fields);
        fields.put(
                "search",
                index.clusters().map(clusters -> clusters.count() + " clusters").orElse("whole gallery"));
        fields.put("labelled", index.isLabelled());
        fields.put("label_names", index.manifest().labelNames().size());
        fields.put("model", IndexModelOptions.describe(index.model()));
        fields.put("written_by", index.manifest().program());
        return fields;
    }

    private static void addVote(GalleryIndex index, Map<String, Object> fields) {
        if (index.manifest().vote().isPresent()) {
            IndexVote vote = index.manifest().vote().get();
            fields.put("vote", Vote.MULTISCALE.label());
            fields.put("K", vote.k());
            fields.put("weights", vote.weights());
            fields.put("lists", vote.lists().label());
        } else {
            fields.put("vote", Vote.FLAT.label());
            fields.put("note", "'icfrr index build --replace' builds an index for multi-scale votes");
        }
        fields.put("center", index.isCentered() ? "domains" : "none");
        if (index.isCentered()) {
            fields.put("query_bank", index.queryBank().map(QueryBank::queries).orElse(0L));
        }
    }

    /** Returns a line about the version that a change made. */
    static String line(GalleryIndex index) throws IOException {
        return "%s (%s): generation %d, %,d items, %d values each"
                .formatted(
                        index.folder(),
                        Bytes.text(IndexCheck.bytes(index)),
                        index.generation(),
                        index.size(),
                        index.dimension());
    }
}
