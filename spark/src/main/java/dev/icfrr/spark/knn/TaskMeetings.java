package dev.icfrr.spark.knn;

import dev.icfrr.knn.ApproximateCandidates;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.approximate.NeededNeighbors;
import dev.icfrr.spark.table.ItemFeatures;
import dev.icfrr.spark.table.RowLoader;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** The meetings of a task, in the order of their keys. A part at home stays in memory until its last meeting. */
final class TaskMeetings {
    /** Which meetings take place. */
    enum Pass {
        /** All in which a part takes part; every list is complete. */
        ALL,
        /** Those of items at home in the same piece. */
        HOMES,
        /** Those of visitors; lists hold what the items still need. */
        VISITS
    }

    /**
     * The search of a meeting.
     *
     * @param recall share of the nearest items wanted among those of the meeting
     * @param ofVisits share of the items wanted that a list still needs of a meeting with visitors
     */
    record Search(double recall, double ofVisits, long seed) implements Serializable {
        private KnnCandidates within(ItemFeatures rows, int wanted) {
            return ApproximateCandidates.within(rows.asGalleryPart(), wanted, recall, seed, TaskThreads.here());
        }

        private KnnCandidates needed(ItemFeatures rows, NeededNeighbors needed, int wanted) {
            return ApproximateCandidates.needed(
                    rows.asGalleryPart(), needed, wanted, ofVisits, seed, TaskThreads.here());
        }
    }

    private final Pass pass;
    private final RowLoader loader;
    private final CellPlan plan;
    private final Search search;
    private final int wanted;
    /** The part at home that came last, and its key. */
    private @Nullable BoundedRows home;

    private long homeKey = -1;

    /**
     * Prepares a task.
     *
     * @param loader gives the features of the rows that were sent
     * @param wanted neighbors per item, the item itself included
     */
    TaskMeetings(Pass pass, RowLoader loader, CellPlan plan, Search search, int wanted) {
        this.pass = pass;
        this.loader = loader;
        this.plan = plan;
        this.search = search;
        this.wanted = wanted;
    }

    /**
     * Finds neighbors in a meeting.
     *
     * @param meeting the rows that were sent under its key
     * @return lists by run
     */
    Iterator<Tuple2<Integer, KnnCandidates>> meet(Tuple2<Long, List<BoundedRows>> meeting) {
        long key = meeting._1();
        int piece = CellPlan.piece(key);
        int homeParts = plan.homeParts()[piece];
        if (CellPlan.first(key) == CellPlan.second(key)) {
            home = ofHome(meeting._2());
            homeKey = key;
            boolean isAlone = homeParts == 1 && (pass == Pass.HOMES || plan.visitorParts()[piece] == 0);
            return pass != Pass.VISITS && isAlone ? ListRuns.cut(find(home.rows())) : Collections.emptyIterator();
        }
        boolean areVisitors = CellPlan.second(key) >= homeParts;
        if (pass == (areVisitors ? Pass.HOMES : Pass.VISITS)) {
            return Collections.emptyIterator();
        }
        BoundedRows others = BoundedRows.union(meeting._2());
        if (home == null || homeKey != CellPlan.key(piece, CellPlan.first(key), CellPlan.first(key))) {
            // No item is in the part at home.
            return pass == Pass.VISITS ? Collections.emptyIterator() : ListRuns.cut(find(others.rows()));
        }
        BoundedRows all = BoundedRows.union(List.of(home, others));
        return ListRuns.cut(
                pass == Pass.VISITS
                        ? search.needed(loader.load(all.rows()), VisitorPairs.neededOf(plan, piece, all), wanted)
                        : find(all.rows()));
    }

    /** Joins rows with their bounds, which travel apart from them. */
    private static BoundedRows ofHome(List<BoundedRows> parts) {
        ItemFeatures rows = ItemFeatures.union(parts.stream()
                .filter(part -> !part.isBounded())
                .map(BoundedRows::rows)
                .toList());
        List<BoundedRows> bounded =
                parts.stream().filter(BoundedRows::isBounded).toList();
        if (bounded.isEmpty()) {
            return BoundedRows.unbounded(rows);
        }
        BoundedRows bounds = BoundedRows.union(bounded);
        return new BoundedRows(rows, bounds.bounds(), bounds.pieces());
    }

    private KnnCandidates find(ItemFeatures rows) {
        return search.within(loader.load(rows), wanted);
    }
}
