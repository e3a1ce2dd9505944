package dev.icfrr.tuning;

import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.metrics.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The result of a {@link GridSearch}: every setting, measured on both halves of the queries. Immutable. */
public final class GridResult {
    private final Grid grid;
    private final Measure measure;
    private final QuerySplit split;
    private final double[][][] values;
    private final int choosing;

    /** @param values by setting of the grid, iteration and query; the queries of the choosing half come first */
    GridResult(Grid grid, Measure measure, QuerySplit split, double[][][] values) {
        this.grid = grid;
        this.measure = measure;
        this.split = split;
        this.values = values;
        this.choosing = split.choosing().length;
    }

    /** Returns the grid. */
    public Grid grid() {
        return grid;
    }

    /** Returns the metric. */
    public Measure measure() {
        return measure;
    }

    /** Returns the split of the queries. */
    public QuerySplit split() {
        return split;
    }

    /**
     * The means of the metric for one setting.
     *
     * @param setting the setting
     * @param choosing mean over the half that chooses
     * @param heldOut mean over the held-out half
     */
    public record Point(Setting setting, double choosing, double heldOut) {}

    /** Returns every setting at every iteration from 1 on, in the order of {@link Grid#settings}. */
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

    /** Returns the point without re-ranking. */
    public Point initial() {
        return point(grid.settings().getFirst(), 0, 0);
    }

    /**
     * Returns the point of a setting of the grid at any of its iterations.
     *
     * @throws IllegalArgumentException if the setting is not in the grid
     */
    public Point point(Setting setting) {
        return point(setting, cell(setting), setting.method().iterations());
    }

    private Point point(Setting setting, int cell, int iteration) {
        double[] row = values[cell][iteration];
        return new Point(setting.at(iteration), mean(row, 0, choosing), mean(row, choosing, row.length));
    }

    /**
     * Returns the setting with the largest mean on the half that chooses. Equal means are decided by the fewest
     * iterations, then the smallest KG and KQ. It has 0 iterations if no setting beats the initial ranking.
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

    /** Returns the p-value of a setting against no re-ranking on the held-out half. */
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
