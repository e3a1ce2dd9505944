package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The orders of the public Python implementation in float64, element for element. */
class GoldenOrdersTest {
    private static final Path BLOBS = Path.of("src/test/resources/blobs");

    @ParameterizedTest
    @CsvSource({"REFERENCE, ranks_f64.npy", "ACCUMULATING, ranks_accumulating_f64.npy"})
    void ordersOfBlobsEqualTheReference(UpdateRule rule, String expected) throws IOException {
        check(BLOBS, BLOBS.resolve(expected), 25, 20, 8, rule);
    }

    @ParameterizedTest
    @CsvSource({"REFERENCE, ranks_f64.npy", "ACCUMULATING, ranks_accumulating_f64.npy"})
    void ordersOfSketchesAgainstPhotosEqualTheReference(UpdateRule rule, String expected) throws IOException {
        Path reference = reference();
        assumeTrue(Files.isDirectory(reference), "no reference data at " + reference);
        check(
                reference.resolve("examples/custom/-1"),
                reference.resolve("expected/sketchy50").resolve(expected),
                10,
                15,
                20,
                rule);
    }

    @Test
    void metricsOfBlobsEqualTheReference() throws IOException {
        try (TensorFile query = TensorFiles.open(BLOBS.resolve("qg_dists.pth"));
                TensorFile gallery = TensorFiles.open(BLOBS.resolve("gg_dists.pth"));
                TensorFile labels = TensorFiles.open(BLOBS.resolve("labels.pth"))) {
            MeasureSink metrics = new MeasureSink(
                    Labels.of(
                            labels.tensor("query").toLongArray(),
                            labels.tensor("gallery").toLongArray()),
                    1,
                    Measure.reference());
            new Icfrr(
                            KnnGraph.fromDistances(gallery.soleTensor().asMatrix(), 25),
                            IcfrrParameters.DEFAULTS.withKq(20).withIterations(1))
                    .rerankAll(DistanceSource.stored(query.soleTensor().asMatrix()), metrics, Parallelism.allCores());
            // From metrics_f64.json.
            assertThat(metrics.mean(Measure.MAP_AT_ALL, 0)).isCloseTo(0.6978346109390259, within(1e-6));
            assertThat(metrics.mean(Measure.MAP_AT_200, 0)).isCloseTo(0.7053791284561157, within(1e-6));
            assertThat(metrics.mean(Measure.PRECISION_AT_25, 0)).isCloseTo(0.7573333333333334, within(1e-12));
            assertThat(metrics.mean(Measure.MAP_AT_ALL, 1)).isCloseTo(0.8599098324775696, within(1e-6));
            assertThat(metrics.mean(Measure.MAP_AT_200, 1)).isCloseTo(0.8639600872993469, within(1e-6));
            assertThat(metrics.mean(Measure.PRECISION_AT_100, 1)).isCloseTo(0.4793333333333333, within(1e-12));
            assertThat(metrics.mean(Measure.PRECISION_AT_200, 1)).isCloseTo(0.24983333333333332, within(1e-12));
        }
    }

    @Test
    void featuresAndTheirDistancesGiveTheSameOrders() throws IOException {
        try (TensorFile query = TensorFiles.open(BLOBS.resolve("query_features.npy"));
                TensorFile gallery = TensorFiles.open(BLOBS.resolve("gallery_features.npy"))) {
            Matrix queries = query.soleTensor().asMatrix();
            Matrix items = gallery.soleTensor().asMatrix();
            Icfrr byFeatures = new Icfrr(KnnGraph.fromFeatures(items, 25), IcfrrParameters.DEFAULTS.withKq(20));
            Icfrr byDistances =
                    new Icfrr(KnnGraph.fromDistances(distances(items, items), 25), IcfrrParameters.DEFAULTS.withKq(20));
            int[][] orders = new int[queries.rows()][];
            byFeatures.rerankAll(
                    DistanceSource.between(queries, items),
                    (q, iteration, order) -> orders[q] = order.clone(),
                    Parallelism.allCores());
            byDistances.rerankAll(
                    DistanceSource.stored(distances(queries, items)),
                    (q, iteration, order) -> {
                        if (iteration == byDistances.iterations()) {
                            assertThat(orders[q]).isEqualTo(order);
                        }
                    },
                    Parallelism.allCores());
        }
    }

    private static Matrix distances(Matrix from, Matrix to) {
        double[] distances = new double[from.rows() * to.rows()];
        double[] a = new double[from.columns()];
        double[] b = new double[from.columns()];
        for (int i = 0; i < from.rows(); i++) {
            for (int j = 0; j < to.rows(); j++) {
                from.copyRow(i, a);
                to.copyRow(j, b);
                double sum = 0;
                for (int k = 0; k < a.length; k++) {
                    sum += (a[k] - b[k]) * (a[k] - b[k]);
                }
                distances[i * to.rows() + j] = Math.sqrt(sum);
            }
        }
        return Matrix.of(from.rows(), to.rows(), distances);
    }

    private static void check(Path caches, Path expected, int kg, int kq, int iterations, UpdateRule rule)
            throws IOException {
        try (TensorFile query = TensorFiles.open(caches.resolve("qg_dists.pth"));
                TensorFile gallery = TensorFiles.open(caches.resolve("gg_dists.pth"));
                TensorFile golden = TensorFiles.open(expected)) {
            KnnGraph graph = new KnnGraphBuilder(kg, rule.selfMatch(), Parallelism.allCores(), null)
                    .fromDistances(gallery.soleTensor().asMatrix());
            Icfrr icfrr = new Icfrr(
                    graph,
                    IcfrrParameters.DEFAULTS
                            .withKq(kq)
                            .withIterations(iterations)
                            .withUpdate(rule));
            Tensor orders = golden.soleTensor();
            assertThat(orders.size(0)).isEqualTo(iterations + 1);
            Matrix distances = query.soleTensor().asMatrix();
            assertThat(orders.size(1)).isEqualTo(distances.rows());
            icfrr.rerankAll(
                    DistanceSource.stored(distances),
                    (q, iteration, order) -> {
                        long[] row = orders.select(iteration).select(q).toLongArray();
                        assertThat(row)
                                .as("query %d, iteration %d", q, iteration)
                                .isEqualTo(java.util.Arrays.stream(order)
                                        .asLongStream()
                                        .toArray());
                    },
                    Parallelism.allCores());
        }
    }

    static Path reference() {
        String property = System.getProperty("icfrr.reference", "");
        return property.isEmpty() ? Path.of("../../shared/reference") : Path.of(property);
    }
}
