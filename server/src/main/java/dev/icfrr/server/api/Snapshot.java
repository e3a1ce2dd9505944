package dev.icfrr.server.api;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.search.NearestNeighborSearch;
import dev.icfrr.search.NearestNeighbors;
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
import org.jspecify.annotations.Nullable;

/** A state of the gallery with everything that searches it. Immutable, apart from a cache of re-rankers. */
final class Snapshot {
    /** The memory of cached re-rankers, counted for one worker each. */
    private static final long KEPT_BYTES = 128L << 20;

    private static final int MOST_KEPT = 16;

    private final GalleryIndex index;
    private final IntSupplier inFlight;
    private final SharedScan scan;
    private final NearestNeighborSearch nearest;
    /** The same search on all cores, for a request that is alone. */
    private final NearestNeighborSearch nearestOnAllCores;

    /** The sizes of classes among the items of the last full write. */
    private final Map<Long, Integer> writtenLabels;

    private final Map<String, Integer> classSizes = new TreeMap<>();
    private final GalleryScales scales;
    /** Reads lists of a few hundred items, and all lists of an index of an earlier program. */
    private final Lazy<Optional<SearchAdvice>> advice;

    private final Map<Key, Icfrr> rerankers;

    /** Identifies a re-ranker. */
    private record Key(int kg, IcfrrParameters method) {}

    /** @param inFlight counts the requests that wait or run */
    Snapshot(GalleryIndex index, IntSupplier inFlight) {
        this(index, inFlight, null);
    }

    /** @param earlier a state with the same full write, from whose statistics those of this state follow; or null */
    private Snapshot(GalleryIndex index, IntSupplier inFlight, @Nullable Snapshot earlier) {
        this.index = index;
        this.inFlight = inFlight;
        scan = new SharedScan(index, inFlight);
        nearest = index.firstStage(new Parallelism(1));
        nearestOnAllCores = index.firstStage(Parallelism.allCores().onVirtualThreads());
        scales = earlier == null ? new GalleryScales(index) : earlier.scales.changed(index);
        Lazy<Optional<SearchAdvice>> before = earlier == null ? null : earlier.advice;
        advice = new Lazy<>(() ->
                before == null ? SearchAdvice.of(index) : before.get().map(found -> found.changed(index.graph())));
        int written = index.size() - index.manifest().added();
        writtenLabels = earlier == null ? index.countLabels(0, written) : earlier.writtenLabels;
        Map<Long, Integer> counts = index.countLabels(written, index.size());
        writtenLabels.forEach((label, count) -> counts.merge(label, count, Integer::sum));
        counts.forEach((label, count) -> classSizes.put(className(label), count));
        int kept = Math.clamp(KEPT_BYTES / Icfrr.scratchBytes(index.size()), 1, MOST_KEPT);
        rerankers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Icfrr> eldest) {
                return size() > kept;
            }
        };
    }

    /** Returns the state of a changed index. If items were only added, it reads little of the others. */
    Snapshot next(GalleryIndex changed) {
        return new Snapshot(changed, inFlight, changed.hasSameFullWrite(index) ? this : null);
    }

    GalleryIndex index() {
        return index;
    }

    int size() {
        return index.size();
    }

    /** Returns the multi-scale vote of this gallery. */
    GalleryScales scales() {
        return scales;
    }

    /** Returns whether searches use the multi-scale vote by default. */
    boolean votesAtScales() {
        return scales.isOfIndex();
    }

    /** Returns advice on searches; empty if the gallery is too small. The first call computes what all of it shares. */
    Optional<SearchAdvice> advice() {
        return advice.get();
    }

    /** Returns the length of the plain neighbor lists. */
    int neighbors() {
        return index.graph().neighborsPerItem();
    }

    /** Returns the number of items of each class, by its name. */
    Map<String, Integer> classSizes() {
        return classSizes;
    }

    OptionalDouble meanClassSize() {
        return classSizes.values().stream().mapToInt(Integer::intValue).average();
    }

    /** Returns the name of an item's class, or its number if it has no name. */
    Optional<String> className(int item) {
        long label = index.label(item);
        return label == IndexItem.UNKNOWN ? Optional.empty() : Optional.of(className(label));
    }

    private String className(long label) {
        return Optional.ofNullable(index.manifest().labelNames().get(label)).orElse(Long.toString(label));
    }

    /** Returns the gallery index of an item. Clients send any text as an id, also texts that no index looks up. */
    OptionalInt find(String id) {
        return id.isEmpty() || id.length() > GalleryIds.MOST_BYTES ? OptionalInt.empty() : index.find(id);
    }

    /**
     * Returns the gallery index of an item.
     *
     * @throws Problem 404 if there is no such item
     */
    int item(String id) {
        return find(id).orElseThrow(Snapshot::noSuchItem);
    }

    static Problem noSuchItem() {
        return Problem.notFound("the gallery has no item with this id");
    }

    /** Returns whether the whole gallery is re-ranked. */
    boolean isWhole(SearchParameters parameters) {
        return parameters.candidates() >= size();
    }

    /** Starts a query. If it needs distances to the whole gallery, other requests may compute them with their own. */
    SharedScan.PendingScan enter(float[] query, SearchParameters parameters) {
        return scan.enter(query, isWhole(parameters) || nearest instanceof FlatSearch);
    }

    /** Returns the distances of a query to some items. */
    double[] distances(float[] query, int[] items) {
        return scan.distances(query, items);
    }

    /** Returns the items nearest to a query, by the index's first stage. */
    NearestNeighbors nearest(SharedScan.PendingScan query, int count) {
        if (nearest instanceof FlatSearch) {
            return FlatSearch.nearest(query.distances(), count);
        }
        return (inFlight.getAsInt() > 1 ? nearest : nearestOnAllCores).nearest(query.query(), count);
    }

    /** Returns a re-ranker with these parameters, from the cache if it is there. */
    Icfrr reranker(SearchParameters parameters) {
        synchronized (rerankers) {
            return rerankers.computeIfAbsent(
                    new Key(parameters.kg(), parameters.method()),
                    key -> parameters.isMultiscale()
                            ? scales.reranker(key.method)
                            : new Icfrr(index.graph().truncated(key.kg), key.method));
        }
    }
}
