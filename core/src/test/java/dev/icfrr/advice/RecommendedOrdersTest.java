package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Reranker;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The orders of the recommended parameters, bit for bit: the same with one thread and several. The build runs this test
 * with scalar and with SIMD kernels.
 */
class RecommendedOrdersTest {
    private static final Path BLOBS = Path.of("src/test/resources/blobs");

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void ordersDependOnNeitherThreadsNorKernels(int threads) throws IOException {
        Parallelism parallelism = new Parallelism(threads);
        try (TensorFile query = TensorFiles.open(BLOBS.resolve("query_features.npy"));
                TensorFile gallery = TensorFiles.open(BLOBS.resolve("gallery_features.npy"))) {
            Matrix features = gallery.soleTensor().asMatrix();
            DistanceSource distances = DistanceSource.between(query.soleTensor().asMatrix(), features);
            ParameterSelection chosen = ParameterSelection.resolve(
                    ParameterRequest.recommended(),
                    GalleryNeighbors.ofFeatures(features, SelfMatch.INDEX, parallelism),
                    distances,
                    GuardMode.OFF,
                    parallelism);
            Reranker reranker = chosen.reranker((_, _) -> {});
            int[][][] orders = new int[distances.queries()][reranker.iterations() + 1][];
            reranker.rerankAll(distances, (q, iteration, order) -> orders[q][iteration] = order.clone(), parallelism);
            assertThat(Arrays.deepHashCode(orders)).isEqualTo(-2057156517);
        }
    }
}
