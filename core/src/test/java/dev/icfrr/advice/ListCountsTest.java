package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListCountsTest {
    private static final Parallelism TWO = new Parallelism(2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, 2, 1", "2, 5, 4", "3, 300, 7", "4, 9000, 20"})
    void eachItemIsCountedAtEveryScale(int seed, int size, int kg) throws IOException {
        Random random = new Random(seed);
        float[][] rows = new float[size][2];
        for (float[] row : rows) {
            row[0] = random.nextFloat();
            row[1] = random.nextInt(3);
        }
        KnnGraph graph = KnnGraphBuilder.of(kg)
                .withSelfMatch(SelfMatch.INDEX)
                .withParallelism(TWO)
                .exact(Matrix.ofRows(rows));
        // The largest scale may exceed the lists, but not the gallery.
        List<Integer> scales = ListAgreement.scales(Math.min(size, kg + 2));
        int[] expected = new int[size * scales.size()];
        for (int item = 0; item < size; item++) {
            int[] list = graph.neighbors(item);
            for (int rank = 0; rank < list.length; rank++) {
                for (int scale = 0; scale < scales.size(); scale++) {
                    expected[list[rank] * scales.size() + scale] += rank < scales.get(scale) ? 1 : 0;
                }
            }
        }
        ListCounts counts = ListCounts.of(graph, scales, TWO);
        assertThat(counts.toTensor().toIntArray()).isEqualTo(expected);
        assertThat(counts.toTensor().shape()).containsExactly(size, scales.size());
        Path file = folder.resolve("counts.npy");
        NpyWriter.write(file, counts.toTensor());
        ListCounts stored = ListCounts.stored(scales, TensorFiles.map(file));
        assertThat(stored.toTensor().toIntArray()).isEqualTo(expected);
        assertThat(stored.of(size - 1, 0)).isEqualTo(expected[(size - 1) * scales.size()]);
        int[] ranking = graph.neighbors(0);
        if (ranking.length >= scales.getLast()) {
            assertThat(new ListAgreement(graph, stored).of(ranking))
                    .isEqualTo(new ListAgreement(graph, scales).of(ranking));
        }
    }

    @Test
    void countsOfAnotherShapeOrGalleryAreRefused() {
        List<Integer> scales = List.of(1, 2);
        for (Tensor wrong :
                List.of(Tensor.of(new int[6], 6), Tensor.of(new int[6], 2, 3), Tensor.of(new long[6], 3, 2))) {
            assertThatThrownBy(() -> ListCounts.stored(scales, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("counts at 2 scales cannot be " + wrong);
        }
        assertThatThrownBy(() -> ListCounts.stored(List.of(2, 2), Tensor.of(new int[6], 3, 2)))
                .hasMessageContaining("ascend");
        KnnGraph graph = KnnGraph.fromDistances(Matrix.ofRows(new float[4][4]), 1);
        ListCounts three = ListCounts.stored(scales, Tensor.of(new int[6], 3, 2));
        assertThatThrownBy(() -> new ListAgreement(graph, three)).hasMessageContaining("counts of 3 lists");
        assertThatThrownBy(() -> three.changed(graph, graph)).hasMessageContaining("in one of 3");
    }
}
