package dev.icfrr.cli.tune;

import dev.icfrr.cli.report.Figure;
import dev.icfrr.cli.report.HeatMap;
import dev.icfrr.cli.report.MetricSeries;
import dev.icfrr.cli.report.MetricsPlot;
import dev.icfrr.tuning.Grid;
import dev.icfrr.tuning.GridResult;
import dev.icfrr.tuning.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Figures of a grid search: KG against KQ, and the metric over the iterations by KG, KQ and beta. */
public final class TuneFigures {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;
    private static final int CURVES = 6;

    private final GridResult result;
    private final String title;
    private final Setting around;

    /** Draws the settings around the choice, measured on the choosing half of the queries. */
    public TuneFigures(GridResult result, String title) {
        this.result = result;
        this.title = title;
        Setting choice = flatChoice(result);
        this.around = choice.at(Math.max(choice.method().iterations(), 1));
    }

    /** Returns the choice, or the best setting of the flat vote if the choice is multi-scale. */
    private static Setting flatChoice(GridResult result) {
        Setting choice = result.choice().setting();
        return choice.isMultiscale()
                ? result.points().stream()
                        .filter(point -> !point.setting().isMultiscale())
                        .max(Comparator.comparingDouble(GridResult.Point::choosing))
                        .orElse(result.choice())
                        .setting()
                : choice;
    }

    /** Writes {@code heatmap} and {@code iterations_by_{kg,kq,beta}}, each {@code .png} and {@code .svg}. */
    public void write(Path folder) throws IOException {
        Grid grid = result.grid();
        if (around.isMultiscale()) {
            return; // the figures show KG, KQ and beta of the flat vote
        }
        write(heatMap(), folder, "heatmap", HeatMapSize.height(grid.kg().size()));
        write(
                curves(
                        "KG",
                        grid.kg(),
                        around.kg(),
                        kg -> at(kg, around.method().kq(), around.method().beta(), 0)),
                folder,
                "iterations_by_kg",
                HEIGHT);
        write(
                curves(
                        "KQ",
                        grid.kq(),
                        around.method().kq(),
                        kq -> at(around.kg(), kq, around.method().beta(), 0)),
                folder,
                "iterations_by_kq",
                HEIGHT);
        write(
                curves(
                        "beta",
                        grid.beta(),
                        around.method().beta(),
                        beta -> at(around.kg(), around.method().kq(), beta, 0)),
                folder,
                "iterations_by_beta",
                HEIGHT);
    }

    private static void write(Figure figure, Path folder, String name, int height) throws IOException {
        figure.writePng(folder.resolve(name + ".png"), WIDTH, height);
        figure.writeSvg(folder.resolve(name + ".svg"), WIDTH, height);
    }

    /** Gives rows the same height for any number of rows. */
    private static final class HeatMapSize {
        private static final int ROW = 44;
        private static final int REST = 112;

        static int height(int rows) {
            return Math.max(200, REST + ROW * rows);
        }
    }

    private HeatMap heatMap() {
        Grid grid = result.grid();
        List<List<Double>> values = grid.kg().stream()
                .map(kg -> grid.kq().stream()
                        .map(kq -> result.point(at(
                                        kg,
                                        kq,
                                        around.method().beta(),
                                        around.method().iterations()))
                                .choosing())
                        .toList())
                .toList();
        int marked = grid.kg().indexOf(around.kg()) * grid.kq().size()
                + grid.kq().indexOf(around.method().kq());
        return new HeatMap(
                "%s on %s, beta %s, iteration %d"
                        .formatted(
                                result.measure(),
                                title,
                                around.method().beta(),
                                around.method().iterations()),
                "KQ",
                names(grid.kq()),
                "KG",
                names(grid.kg()),
                values,
                result.initial().choosing(),
                marked);
    }

    private <T> MetricsPlot curves(String name, List<T> scale, T chosen, Function<T, Setting> setting) {
        List<MetricSeries> series = new ArrayList<>();
        for (T value : near(scale, scale.indexOf(chosen))) {
            Setting of = setting.apply(value);
            List<Double> means = IntStream.rangeClosed(0, result.grid().iterations())
                    .mapToObj(iteration -> iteration == 0
                            ? result.initial().choosing()
                            : result.point(at(
                                            of.kg(),
                                            of.method().kq(),
                                            of.method().beta(),
                                            iteration))
                                    .choosing())
                    .toList();
            series.add(new MetricSeries(name + " " + value, means));
        }
        return new MetricsPlot(
                "%s on %s by %s, around KG %d, KQ %d, beta %s"
                        .formatted(
                                result.measure(),
                                title,
                                name,
                                around.kg(),
                                around.method().kq(),
                                around.method().beta()),
                series);
    }

    /** Returns as many values around the chosen one as a plot can show clearly. */
    private static <T> List<T> near(List<T> scale, int chosen) {
        int first = Math.clamp(chosen - CURVES / 2L, 0, Math.max(0, scale.size() - CURVES));
        return scale.subList(first, Math.min(scale.size(), first + CURVES));
    }

    private Setting at(int kg, int kq, double beta, int iterations) {
        return new Setting(kg, around.method().withKq(kq).withBeta(beta).withIterations(iterations));
    }

    private static List<String> names(List<Integer> values) {
        return values.stream().map(String::valueOf).toList();
    }
}
