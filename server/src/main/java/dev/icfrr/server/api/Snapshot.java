package dev.icfrr.server.api;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Explainer;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.search.ExactScan;
import dev.icfrr.search.Nearest;
import dev.icfrr.search.NearestSearch;
import dev.icfrr.server.http.Problem;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexItem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** One state of the gallery with what is needed to search it. Immutable but for the re-rankers it keeps for the next call. */
final class Snapshot {
    /** Scratch memory of the re-rankers that are kept, for one worker each. */
    private static final long KEPT_BYTES = 128L << 20;

    private static final int MOST_KEPT = 16;

    private final GalleryIndex index;
    private final SharedScan scan;
    private final NearestSearch nearest;
    private final Map<String, Integer> classSizes = new TreeMap<>();
    private final Map<Key, Explainer> rerankers;

    /** Identifies a re-ranker. */
    private record Key(int kg, IcfrrParameters method) {}

    /** @param inFlight how many requests wait or run */
    Snapshot(GalleryIndex index, IntSupplier inFlight) {
        this.index = index;
        scan = new SharedScan(index, inFlight);
        nearest = index.firstStage(new Parallelism(1));
        if (index.isLabelled()) {
            Map<Long, Integer> counts = new LinkedHashMap<>();
            for (int item = 0; item < index.size(); item++) {
                counts.merge(index.label(item), 1, Integer::sum);
            }
            counts.remove(IndexItem.UNKNOWN);
            counts.forEach((label, count) -> classSizes.put(className(label), count));
        }
        int kept = Math.clamp(KEPT_BYTES / Icfrr.scratchBytes(index.size()), 1, MOST_KEPT);
        rerankers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Explainer> eldest) {
                return size() > kept;
            }
        };
    }

    GalleryIndex index() {
        return index;
    }

    int size() {
        return index.size();
    }

    /** How many neighbors of each item are known. */
    int neighbors() {
        return index.graph().neighborsPerItem();
    }

    /** How many items each class has, by its name. */
    Map<String, Integer> classSizes() {
        return classSizes;
    }

    OptionalDouble meanClassSize() {
        return classSizes.values().stream().mapToInt(Integer::intValue).average();
    }

    /** The name of an item's class; its number where it has no name. */
    Optional<String> className(int item) {
        long label = index.label(item);
        return label == IndexItem.UNKNOWN ? Optional.empty() : Optional.of(className(label));
    }

    private String className(long label) {
        return Optional.ofNullable(index.manifest().labelNames().get(label)).orElse(Long.toString(label));
    }

    /** @throws Problem 404 if there is no such item */
    int item(String id) {
        OptionalInt item = id.isEmpty() || id.length() > 1024 ? OptionalInt.empty() : index.find(id);
        return item.orElseThrow(() -> Problem.notFound("there is no item of this id in the gallery"));
    }

    /** Whether all items are ranked. */
    boolean isWhole(SearchParameters parameters) {
        return parameters.candidates() >= size();
    }

    /** A query's place among those that read the gallery together, if it reads it. */
    SharedScan.PendingScan enter(float[] query, SearchParameters parameters) {
        return scan.enter(query, isWhole(parameters) || nearest instanceof ExactScan);
    }

    /** The items nearest to a query, exact or nearly so. */
    Nearest nearest(SharedScan.PendingScan query, int count) {
        return nearest instanceof ExactScan
                ? ExactScan.nearest(query.distances(), count)
                : nearest.nearest(query.query(), count);
    }

    /** A re-ranker with these parameters. */
    Explainer reranker(SearchParameters parameters) {
        synchronized (rerankers) {
            return rerankers.computeIfAbsent(
                    new Key(parameters.kg(), parameters.method()),
                    key -> new Explainer(new Icfrr(index.graph().truncated(key.kg), key.method)));
        }
    }
}
