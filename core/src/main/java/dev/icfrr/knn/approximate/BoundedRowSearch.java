package dev.icfrr.knn.approximate;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.knn.clusters.ClusterOrder;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.DistancesToRows;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects only the candidates that rows need. Every row starts with its bound as limit, so few rows pass. The
 * canonical distances of these decide, and are the keys of the candidates in single precision. A row that is compared
 * with another one can serve both.
 */
final class BoundedRowSearch extends RowSearch {
    /** Room of a row at first. Most rows need few others. */
    private static final int FIRST_ROOM = 8;

    private final StoredRows stored;
    private final PackedRows filter;
    private final DeduplicatedRows distinct;
    private final NeedsOfGroups needs;
    private final PositionNeeds all;
    private final @Nullable FoundPairs ofOthers;
    private final Selection selection;
    private final FeatureRows rows;
    private final DistancesToRows distances;
    private final double[] own;
    private final int[] numbers = new int[PackedRows.BLOCK];
    private final boolean[] isForOwn = new boolean[PackedRows.BLOCK];
    private final boolean[] isForOther = new boolean[PackedRows.BLOCK];
    private final double[] squared = new double[PackedRows.BLOCK];
    private double[] bounds = new double[0];

    /**
     * The groups of equal rows, with all values.
     *
     * @param needs what they need
     */
    record RowGroups(Matrix features, DeduplicatedRows distinct, NeedsOfGroups needs) {}

    /**
     * Prepares a search.
     *
     * @param wanted rows to find per row at most
     * @param all the needs of all rows
     * @param ofOthers receives what other rows need than those that start; null to serve only these
     */
    BoundedRowSearch(
            StoredRows stored,
            ClusterOrder order,
            RowGroups groups,
            int wanted,
            PositionNeeds all,
            @Nullable FoundPairs ofOthers,
            Kernels kernels) {
        super(stored.rows(), stored.distinct(), stored.filter(), order, wanted, kernels);
        this.stored = stored;
        filter = stored.filter();
        distinct = groups.distinct();
        needs = groups.needs();
        this.all = all;
        this.ofOthers = ofOthers;
        selection = kernels.selection();
        rows = new FeatureRows(groups.features());
        distances = new DistancesToRows(groups.features(), kernels);
        own = new double[rows.stride()];
    }

    @Override
    Candidates newCandidates() {
        return new Candidates(FIRST_ROOM);
    }

    @Override
    void start(int[] some) {
        super.start(some);
        if (bounds.length < some.length) {
            bounds = new double[some.length];
        }
        for (int row = 0; row < some.length; row++) {
            bounds[row] = needs.bound(filter.group(some[row]));
            limits[row] = stored.limit(some[row], bounds[row]);
        }
    }

    @Override
    void select(int row, int start, int first, int end) {
        int passed = ofOthers == null
                ? selection.ofRow(
                        products, start, end - first, filter.lowerNorms, first, limits[row], 0, keys, found, 0)
                : selection.ofEither(
                        products,
                        start,
                        end - first,
                        filter.lowerNorms,
                        limits[row],
                        filter.lowerNorms[positions[row]],
                        all.limits(),
                        first,
                        found,
                        0);
        if (passed > 0) {
            take(row, start, first, passed);
        }
    }

    /** Takes those of the found rows that are needed, or that need the row. */
    private void take(int row, int start, int first, int passed) {
        int position = positions[row];
        int group = filter.group(position);
        int part = all.parts()[position];
        int kept = 0;
        for (int i = 0; i < passed; i++) {
            int other = first + found[i];
            if (part >= 0 && all.parts()[other] == part) {
                continue;
            }
            int otherGroup = filter.group(other);
            float product = 2 * products[start + found[i]];
            isForOwn[kept] = filter.lowerNorms[other] - product <= limits[row] && needs.mayNeed(group, otherGroup);
            isForOther[kept] = ofOthers != null
                    && other != position
                    && filter.lowerNorms[position] - product <= all.limits()[other]
                    && needs.mayNeed(otherGroup, group);
            if (isForOwn[kept] || isForOther[kept]) {
                found[kept] = other;
                numbers[kept++] = distinct.first(otherGroup);
            }
        }
        if (kept > 0) {
            rows.loadUnchecked(distinct.first(group), own, 0);
            distances.squared(own, numbers, kept, squared);
            for (int i = 0; i < kept; i++) {
                takeWithin(row, i);
            }
        }
    }

    private void takeWithin(int row, int i) {
        if (isForOwn[i] && squared[i] <= bounds[row]) {
            add(row, (float) squared[i], found[i]);
        }
        if (isForOther[i] && ofOthers != null && squared[i] <= all.bounds()[found[i]]) {
            ofOthers.add(found[i], positions[row]);
        }
    }

    private void add(int row, float key, int position) {
        Candidates of = candidates[row];
        if (of.count == of.keys.length) {
            makeRoom(row, of);
        }
        of.keys[of.count] = key;
        of.positions[of.count++] = position;
    }

    /** Enlarges a full buffer of a row, or drops what is not among the nearest. */
    private void makeRoom(int row, Candidates full) {
        prune(row, full);
        if (full.count > full.keys.length / 2) {
            int room = 2 * full.keys.length;
            full.keys = Arrays.copyOf(full.keys, room);
            full.positions = Arrays.copyOf(full.positions, room);
        }
    }

    private void prune(int row, Candidates of) {
        if (of.count > wanted) {
            float limit = of.limitOf(wanted, 0, selection);
            of.keepUpTo(limit, selection);
            bounds[row] = Math.min(bounds[row], Math.nextUp(limit));
            limits[row] = Math.min(limits[row], stored.limit(positions[row], bounds[row]));
        }
    }

    @Override
    Candidates candidates(int row) {
        prune(row, candidates[row]);
        return candidates[row];
    }
}
