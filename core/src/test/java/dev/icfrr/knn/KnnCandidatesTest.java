package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists found part by part and merged equal those found at once, however the gallery is cut. */
class KnnCandidatesTest {
    private static final Parallelism TWO = new Parallelism(2);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void partsInAnyNumberAndOrderGiveTheWholeGallerysLists(long seed) {
        Random random = new Random(seed);
        int size = 300 + random.nextInt(700);
        int columns = 1 + random.nextInt(20);
        Matrix features = withDuplicates(size, columns, random);
        int kg = 1 + random.nextInt(60);
        List<FeatureBlock> parts = cut(features, 1 + random.nextInt(6), random);
        List<KnnCandidates> found = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            found.add(KnnCandidates.within(parts.get(i), kg + 1, TWO));
            for (int j = 0; j < i; j++) {
                found.add(KnnCandidates.between(parts.get(j), parts.get(i), kg + 1, TWO));
            }
        }
        Collections.shuffle(found, random);
        KnnCandidates merged =
                found.stream().reduce((a, b) -> a.merge(b, kg + 1)).orElseThrow();
        for (SelfMatch selfMatch : SelfMatch.values()) {
            KnnGraph whole = new KnnGraphBuilder(kg, selfMatch, TWO, null).exact(features);
            for (int item = 0; item < size; item++) {
                assertThat(merged.neighbors(item, kg, selfMatch))
                        .as("item %d, %s, seed %d", item, selfMatch, seed)
                        .isEqualTo(whole.neighbors(item));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void listsAreScaledLikeThoseOfTheWholeGallery(long seed) {
        Random random = new Random(seed);
        int size = 20 + random.nextInt(200);
        Matrix features = withDuplicates(size, 1 + random.nextInt(5), random);
        for (int kg : new int[] {1, 4, 17, size - 1}) {
            int plain = Math.min(size - 1, LocalScaling.plainLength(kg));
            KnnCandidates found = KnnCandidates.within(part(features, IntStream.range(0, size)), plain + 1, TWO);
            for (SelfMatch selfMatch : SelfMatch.values()) {
                KnnGraph whole = new KnnGraphBuilder(kg, selfMatch, TWO, null).exactScaled(features);
                double[] scales = IntStream.range(0, size)
                        .mapToDouble(item -> found.halfScale(item, selfMatch))
                        .toArray();
                for (int item = 0; item < size; item++) {
                    assertThat(found.scaledNeighbors(item, kg, selfMatch, scales))
                            .as("item %d, KG %d, %s, seed %d", item, kg, selfMatch, seed)
                            .isEqualTo(whole.neighbors(item));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 40})
    void distancesBelongToTheNeighbors(int size) {
        Random random = new Random(size);
        float[] values = new float[3 * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(9);
        }
        Matrix features = Matrix.of(size, 3, values);
        for (int wanted = 1; wanted <= size; wanted++) {
            KnnCandidates found = KnnCandidates.within(part(features, IntStream.range(0, size)), wanted, TWO);
            for (int item = 0; item < size; item++) {
                for (int at = found.starts()[item]; at < found.starts()[item + 1]; at++) {
                    double squared = 0;
                    for (int k = 0; k < 3; k++) {
                        double d = values[3 * item + k] - values[3 * found.neighbors()[at] + k];
                        squared += d * d;
                    }
                    assertThat(found.squared()[at])
                            .as("item %d, %d of %d wanted", item, wanted, size)
                            .isEqualTo(squared);
                }
            }
        }
    }

    @Test
    void duplicatesByTheThousandAcrossParts() {
        float[] values = new float[2000 * 2];
        for (int i = 0; i < 2000; i++) {
            values[2 * i] = i % 5 < 3 ? 1 : i % 7;
            values[2 * i + 1] = i % 5 < 3 ? 2 : i % 11;
        }
        Matrix features = Matrix.of(2000, 2, values);
        FeatureBlock even = part(features, IntStream.range(0, 1000).map(i -> 2 * i));
        FeatureBlock odd = part(features, IntStream.range(0, 1000).map(i -> 2 * i + 1));
        KnnCandidates merged = KnnCandidates.between(even, odd, 51, TWO)
                .merge(KnnCandidates.within(even, 51, TWO), 51)
                .merge(KnnCandidates.within(odd, 51, TWO), 51);
        KnnGraph whole = KnnGraph.fromFeatures(features, 50);
        for (int item = 0; item < 2000; item++) {
            assertThat(merged.neighbors(item, 50, SelfMatch.FIRST)).isEqualTo(whole.neighbors(item));
        }
    }

    @Test
    void mergesByDistanceThenIndexAndDropsWhatBothFound() {
        KnnCandidates one = KnnCandidates.of(
                new int[] {3, 8}, new int[] {0, 3, 4}, new int[] {3, 7, 1, 8}, new double[] {0, 1, 2, 0});
        KnnCandidates other =
                KnnCandidates.of(new int[] {3, 9}, new int[] {0, 3, 3}, new int[] {4, 7, 0}, new double[] {1, 1, 2});
        KnnCandidates merged = one.merge(other, 4);
        assertThat(merged.items()).containsExactly(3, 8, 9);
        assertThat(merged.starts()).containsExactly(0, 4, 5, 5);
        assertThat(merged.neighbors()).containsExactly(3, 4, 7, 0, 8);
        assertThat(merged.squared()).containsExactly(0, 1, 1, 2, 0);
        KnnCandidates range = merged.range(4, 9);
        assertThat(range.items()).containsExactly(8);
        assertThat(range.neighbors()).containsExactly(8);
        assertThat(merged.range(0, 100).neighbors()).isEqualTo(merged.neighbors());
        assertThatThrownBy(() -> merged.neighbors(1, 1, SelfMatch.INDEX))
                .hasMessage("only 1 items were found near item 8, itself among them, and 2 are needed");
    }

    @Test
    void refusesPartsThatCannotBe() {
        Matrix two = Matrix.of(2, 1, new float[2]);
        assertThatThrownBy(() -> new FeatureBlock(new int[] {4, 4}, two))
                .hasMessage("item 4 follows item 4: items must ascend, each once");
        assertThatThrownBy(() -> new FeatureBlock(new int[] {4}, two))
                .hasMessageContaining("1 items cannot have 2 rows");
        FeatureBlock part = new FeatureBlock(new int[] {4, 6}, two);
        assertThatThrownBy(() -> KnnCandidates.between(part, part, 1, TWO)).hasMessageContaining("must ascend");
        FeatureBlock wider = new FeatureBlock(new int[] {1}, Matrix.of(1, 2, new float[2]));
        assertThatThrownBy(() -> KnnCandidates.between(part, wider, 1, TWO))
                .hasMessage("features of 1 and of 2 values cannot be of one gallery");
    }

    private static Matrix withDuplicates(int size, int columns, Random random) {
        float[] values = new float[size * columns];
        for (int i = 0; i < size; i++) {
            int from = i > 0 && random.nextInt(4) == 0 ? random.nextInt(i) : -1;
            for (int k = 0; k < columns; k++) {
                values[i * columns + k] =
                        from < 0 ? Math.round(8 * random.nextGaussian()) / 8f : values[from * columns + k];
            }
        }
        return Matrix.of(size, columns, values);
    }

    private static List<FeatureBlock> cut(Matrix features, int parts, Random random) {
        int[] of = random.ints(features.rows(), 0, parts).toArray();
        return IntStream.range(0, parts)
                .mapToObj(p -> part(features, IntStream.range(0, of.length).filter(i -> of[i] == p)))
                .toList();
    }

    private static FeatureBlock part(Matrix features, IntStream items) {
        int[] of = items.toArray();
        assertThat(Arrays.stream(of).distinct().count()).isEqualTo(of.length);
        float[] values = features.selectRows(of).toFloatArray();
        return new FeatureBlock(of, Matrix.of(of.length, features.columns(), values));
    }
}
