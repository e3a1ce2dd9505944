package dev.icfrr.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridSearchTest {
    private static final Measure MAP = Measure.parse("map");
    private static final int CLASSES = 6;
    private static final int OF_EACH = 20;
    private static final int QUERIES = 42;
    private static final int LENGTH = 16;

    private final SplittableRandom random = new SplittableRandom(5);
    private final double[] centers = IntStream.range(0, CLASSES * LENGTH)
            .mapToDouble(_ -> random.nextGaussian())
            .toArray();
    private final Labels labels = Labels.of(
            IntStream.range(0, QUERIES).mapToLong(i -> i % CLASSES).toArray(),
            IntStream.range(0, CLASSES * OF_EACH).mapToLong(i -> i % CLASSES).toArray());
    private final Matrix queries = features(QUERIES);
    private final Matrix gallery = features(CLASSES * OF_EACH);

    private Matrix features(int rows) {
        double[] values = new double[rows * LENGTH];
        for (int i = 0; i < values.length; i++) {
            // Divided to a length of about 1, as beta expects.
            values[i] = (centers[i / LENGTH % CLASSES * LENGTH + i % LENGTH] + 0.9 * random.nextGaussian()) / 6;
        }
        return Matrix.of(rows, LENGTH, values);
    }

    private Map<UpdateRule, KnnGraph> graphs(int kg) {
        return Map.of(
                UpdateRule.REFERENCE,
                KnnGraph.fromFeatures(gallery, kg),
                UpdateRule.ACCUMULATING,
                new KnnGraphBuilder(kg, SelfMatch.INDEX, Parallelism.allCores(), null).exact(gallery));
    }

    @Test
    void everyPointEqualsThatOfASeparateRun() {
        Grid grid = new Grid(List.of(20, 5), List.of(4, 30, 4), List.of(1.0, 0.25), List.of(UpdateRule.values()), 4);
        QuerySplit split = QuerySplit.of(labels, 21, 3);
        AtomicInteger done = new AtomicInteger();
        GridResult result = new GridSearch(grid, graphs(20), labels, MAP, split)
                .run(DistanceSource.between(queries, gallery), new Parallelism(3), done::incrementAndGet);
        assertThat(done).hasValue(21);
        assertThat(result.points()).hasSize(2 * 2 * 2 * 2 * 4);
        assertThat(split.choosing()).hasSize(10);
        assertThat(split.heldOut()).hasSize(11);
        for (GridResult.Point point : result.points()) {
            Setting setting = point.setting();
            Icfrr icfrr = new Icfrr(graphs(setting.kg()).get(setting.method().update()), setting.method());
            MeasureSink values = new MeasureSink(labels, setting.method().iterations(), List.of(MAP));
            icfrr.rerankAll(DistanceSource.between(queries, gallery), values, Parallelism.allCores());
            assertThat(point.choosing()).isEqualTo(mean(values, setting, split.choosing()));
            assertThat(point.heldOut()).isEqualTo(mean(values, setting, split.heldOut()));
            assertThat(result.initial().heldOut())
                    .isEqualTo(IntStream.of(split.heldOut())
                                    .mapToDouble(query -> values.ofQuery(MAP, 0, query))
                                    .reduce(0, Double::sum)
                            / 11);
        }
    }

    private static double mean(MeasureSink values, Setting setting, int[] of) {
        double sum = 0;
        for (int query : of) {
            sum += values.ofQuery(MAP, setting.method().iterations(), query);
        }
        return sum / of.length;
    }

    @Test
    void choosesTheClassSizeAndGainsOnTheHeldOutHalf() {
        Grid grid = new Grid(List.of(2, 20, 60), List.of(2, 10, 60), List.of(0.5), List.of(UpdateRule.REFERENCE), 6);
        GridResult result = new GridSearch(grid, graphs(60), labels, MAP, QuerySplit.of(labels, 1000, 1))
                .run(DistanceSource.between(queries, gallery), Parallelism.allCores(), () -> {});
        GridResult.Point choice = result.choice();
        assertThat(choice.setting().kg()).isEqualTo(20);
        assertThat(choice.setting().method().kq()).isEqualTo(10);
        assertThat(choice.choosing())
                .isEqualTo(result.points().stream()
                        .mapToDouble(GridResult.Point::choosing)
                        .max()
                        .orElseThrow());
        assertThat(choice.heldOut()).isGreaterThan(result.initial().heldOut() + 0.02);
        MeasureSink values = new MeasureSink(labels, choice.setting().method().iterations(), List.of(MAP));
        new Icfrr(
                        graphs(20).get(UpdateRule.REFERENCE),
                        IcfrrParameters.DEFAULTS
                                .withKq(10)
                                .withIterations(choice.setting().method().iterations()))
                .rerankAll(DistanceSource.between(queries, gallery), values, Parallelism.allCores());
        PairedTest test = new PairedTest.Randomization(10_000, 1);
        assertThat(result.pValue(choice.setting(), test))
                .isEqualTo(test.pValue(
                        heldOut(values, choice.setting().method().iterations(), result.split()),
                        heldOut(values, 0, result.split())));
    }

    private static double[] heldOut(MeasureSink values, int iteration, QuerySplit split) {
        return IntStream.of(split.heldOut())
                .mapToDouble(query -> values.ofQuery(MAP, iteration, query))
                .toArray();
    }

    @Test
    void choosesNoRerankingIfNoSettingIsBetter() {
        // Distances that rank every relevant item first leave nothing to gain.
        double[] perfect = new double[QUERIES * CLASSES * OF_EACH];
        for (int i = 0; i < perfect.length; i++) {
            int query = i / (CLASSES * OF_EACH);
            int item = i % (CLASSES * OF_EACH);
            perfect[i] = labels.isRelevant(query, item) ? 0.1 : 2;
        }
        Grid grid = new Grid(List.of(5, 60), List.of(5, 60), List.of(0.5), List.of(UpdateRule.REFERENCE), 3);
        GridResult result = new GridSearch(grid, graphs(60), labels, MAP, QuerySplit.of(labels, 1000, 1))
                .run(
                        DistanceSource.stored(Matrix.of(QUERIES, CLASSES * OF_EACH, perfect)),
                        new Parallelism(2),
                        () -> {});
        assertThat(result.initial().choosing()).isEqualTo(1);
        assertThat(result.choice().setting().method().iterations()).isZero();
        assertThat(result.choice()).isEqualTo(result.initial());
    }

    @Test
    void halvesAreDrawnFromTheLabeledQueries() {
        long[] some = IntStream.range(0, 30)
                .mapToLong(i -> i % 3 == 0 ? Labels.UNKNOWN : i % 5)
                .toArray();
        Labels known = Labels.of(some, new long[] {0, 1});
        QuerySplit split = QuerySplit.of(known, Integer.MAX_VALUE, 9);
        assertThat(split.choosing()).hasSize(10).isSorted();
        assertThat(split.heldOut()).hasSize(10).isSorted();
        assertThat(IntStream.of(split.all()).sorted().toArray())
                .isEqualTo(IntStream.range(0, 30).filter(i -> i % 3 != 0).toArray());
        assertThat(QuerySplit.of(known, Integer.MAX_VALUE, 9).choosing()).isEqualTo(split.choosing());
        assertThat(QuerySplit.of(known, Integer.MAX_VALUE, 10).choosing()).isNotEqualTo(split.choosing());
        assertThatThrownBy(() -> QuerySplit.of(Labels.of(new long[] {-1, 4}, new long[] {4}), 10, 1))
                .hasMessage("a split needs 2 queries or more with a label, and there are 1");
        assertThatThrownBy(() -> QuerySplit.of(known, 1, 1)).hasMessageContaining("not 1");
    }

    @Test
    void theScaleDoublesUpToHalfOfTheGallery() {
        assertThat(Grid.scale(3000)).containsExactly(4, 8, 16, 32, 64, 128, 256, 512, 1024);
        assertThat(Grid.scale(50)).containsExactly(4, 8, 16);
        assertThat(Grid.scale(1)).containsExactly(1);
    }

    @Test
    void anUnsuitableGridIsRefused() {
        List<UpdateRule> one = List.of(UpdateRule.REFERENCE);
        assertThatThrownBy(() -> new Grid(List.of(0, 4), List.of(4), List.of(0.5), one, 1))
                .hasMessage("KG must be at least 1, not 0");
        assertThatThrownBy(() -> new Grid(List.of(4), List.of(), List.of(0.5), one, 1))
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> new Grid(List.of(4), List.of(4), List.of(Double.NaN), one, 1))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> new Grid(List.of(4), List.of(4), List.of(0.5), one, 0))
                .hasMessageContaining("iterations");
    }

    @Test
    void missingOrShortNeighborListsAreRefused() {
        List<UpdateRule> one = List.of(UpdateRule.REFERENCE);
        Grid grid = new Grid(List.of(50), List.of(4), List.of(0.5), one, 1);
        QuerySplit split = QuerySplit.of(labels, 10, 1);
        assertThatThrownBy(() -> new GridSearch(grid, graphs(20), labels, MAP, split))
                .hasMessageContaining("build it with a larger KG");
        assertThatThrownBy(() -> new GridSearch(grid, Map.of(), labels, MAP, split))
                .hasMessageContaining("no neighbor lists");
    }
}
