package dev.icfrr.tuning;

import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.metrics.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What a {@link GridSearch} measured: every setting on both halves of the queries. Immutable. */
public final class GridResult {
    private final Grid grid;
    private final Measure measure;
    private final QuerySplit split;
    private final double[][][] values;
    private final int choosing;

    /** @param values by setting of the grid, iteration and query, those to choose by first */
    GridResult(Grid grid, Measure measure, QuerySplit split, double[][][] values) {
        this.grid = grid;
        this.measure = measure;
        this.split = split;
        this.values = values;
        this.choosing = split.choosing().length;
    }

    /** What was searched. */
    public Grid grid() {
        return grid;
    }

    /** What was measured. */
    public Measure measure() {
        return measure;
    }

    /** Which queries chose and which were held out. */
    public QuerySplit split() {
        return split;
    }

    /**
     * One setting's means.
     *
     * @param choosing over the half that chooses
     * @param heldOut over the other
     */
    public record Point(Setting setting, double choosing, double heldOut) {}

    /** Every setting and every iteration from 1 on, in the order of {@link Grid#settings}. */
    public List<Point> points() {
        List<Point> points = new ArrayList<>();
        List<Setting> settings = grid.settings();
        for (int cell = 0; cell < settings.size(); cell++) {
            for (int iteration = 1; iteration <= grid.iterations(); iteration++) {
                points.add(point(settings.get(cell), cell, iteration));
            }
        }
        return points;
    }

    /** No re-ranking. */
    public Point initial() {
        return point(grid.settings().getFirst(), 0, 0);
    }

    /** The point of a setting of the grid at any of its iterations. */
    public Point point(Setting setting) {
        return point(setting, cell(setting), setting.method().iterations());
    }

    private Point point(Setting setting, int cell, int iteration) {
        double[] row = values[cell][iteration];
        return new Point(setting.at(iteration), mean(row, 0, choosing), mean(row, choosing, row.length));
    }

    /**
     * The setting with the largest mean on the half that chooses; where equal, the fewest iterations, then the smallest
     * KG and KQ. With 0 iterations if nothing is better than not to re-rank.
     */
    public Point choice() {
        Point best = initial();
        List<Point> byCost = new ArrayList<>(points());
        byCost.sort(Comparator.comparingInt(
                        (Point point) -> point.setting().method().iterations())
                .thenComparingInt(point -> point.setting().kg())
                .thenComparingInt(point -> point.setting().method().kq()));
        for (Point point : byCost) {
            if (point.choosing() > best.choosing()) {
                best = point;
            }
        }
        return best;
    }

    /** The p-value of a setting against no re-ranking on the half that was held out. */
    public double pValue(Setting setting, PairedTest test) {
        return test.pValue(heldOut(cell(setting), setting.method().iterations()), heldOut(0, 0));
    }

    private double[] heldOut(int cell, int iteration) {
        double[] row = values[cell][iteration];
        return Arrays.copyOfRange(row, choosing, row.length);
    }

    private int cell(Setting setting) {
        int cell = grid.settings().indexOf(setting.at(grid.iterations()));
        if (cell < 0 || setting.method().iterations() > grid.iterations()) {
            throw new IllegalArgumentException("not in the grid: " + setting);
        }
        return cell;
    }

    private static double mean(double[] row, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += row[i];
        }
        return sum / (to - from);
    }
}
