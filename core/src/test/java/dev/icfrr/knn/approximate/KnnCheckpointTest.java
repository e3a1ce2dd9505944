package dev.icfrr.knn.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.ApproximateKnn;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnnCheckpointTest {
    private static final int SIZE = 4000;
    private static final int COLUMNS = 16;
    /** So long that the lists found are kept in two files. */
    private static final int KG = 70;

    private static final long SEED = 3;

    private final Matrix features = clustered(11);

    @TempDir
    private Path folder;

    private Path parts = Path.of("");

    @BeforeEach
    void name() {
        parts = folder.resolve("parts");
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @ParameterizedTest
    @CsvSource({"clusters, 3", "sample, 1", "rows, 1", "rows, 9", "rows, 16", "rows, 20", "neighbors of neighbors, 3"})
    void aStoppedSearchGoesOnToTheSameResult(String stage, int call) throws IOException {
        ApproximateKnn whole = builder(null).approximate(features, 0.9, SEED);
        AtomicInteger calls = new AtomicInteger();
        ProgressListener stop = (name, done, total) -> {
            if (name.equals(stage) && calls.incrementAndGet() == call) {
                throw new Stopped();
            }
        };
        assertThatThrownBy(() -> search(features, stop)).isInstanceOf(Stopped.class);
        assertThat(KnnCheckpoint.in(parts).isStarted()).isTrue();
        requireEqual(search(features, null), whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"found-", "more-", "part-"})
    void finishedPartsAreNotComputedAgain(String prefix) throws IOException {
        ApproximateKnn whole = search(features, null);
        List<Path> kept = parts(prefix);
        assertThat(kept).hasSizeGreaterThan(2);
        Files.delete(kept.get(1));
        Map<Path, Object> files = files();
        requireEqual(search(features, null), whole);
        assertThat(files())
                .hasSize(files.size() + 1)
                .containsAllEntriesOf(files)
                .containsKey(kept.get(1));
    }

    @Test
    void aDamagedPartIsComputedAgain() throws IOException {
        ApproximateKnn whole = search(features, null);
        Random random = new Random(5);
        try (Stream<Path> files = Files.list(parts)) {
            for (Path file : files.filter(file -> !file.endsWith("search.txt")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[random.nextInt(bytes.length)] ^= 4;
                Files.write(file, random.nextBoolean() ? bytes : java.util.Arrays.copyOf(bytes, bytes.length - 3));
            }
        }
        requireEqual(search(features, null), whole);
    }

    @Test
    void partsOfOtherFeaturesOrSettingsAreRefused() throws IOException {
        search(features, null);
        assertThatThrownBy(() -> search(clustered(12), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("parts of another search")
                .hasMessageContaining("4000 x 16 features");
        assertThatThrownBy(() -> builder(null).approximate(features, 0.8, SEED, Optional.of(KnnCheckpoint.in(parts))))
                .hasMessageContaining("recall 0.9");
        KnnCheckpoint.in(parts).delete();
        assertThat(parts).doesNotExist();
    }

    private List<Path> parts(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(parts)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /** Returns all files with what tells a file from one that was written in its place. */
    private Map<Path, Object> files() throws IOException {
        Map<Path, Object> keys = new TreeMap<>();
        for (Path file : parts("")) {
            keys.put(file, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        }
        return keys;
    }

    private ApproximateKnn search(Matrix matrix, @Nullable ProgressListener listener) throws IOException {
        return builder(listener).approximate(matrix, 0.9, SEED, Optional.of(KnnCheckpoint.in(parts)));
    }

    private static KnnGraphBuilder builder(@Nullable ProgressListener listener) {
        return new KnnGraphBuilder(KG, SelfMatch.INDEX, new Parallelism(2), listener);
    }

    private static void requireEqual(ApproximateKnn found, ApproximateKnn expected) {
        assertThat(found.recall()).isEqualTo(expected.recall());
        assertThat(found.compared()).isEqualTo(expected.compared());
        for (int item = 0; item < SIZE; item++) {
            assertThat(found.graph().neighbors(item)).isEqualTo(expected.graph().neighbors(item));
        }
    }

    /** Returns features of 40 clusters with some equal rows. */
    private static Matrix clustered(long seed) {
        Random random = new Random(seed);
        float[] centers = new float[40 * COLUMNS];
        for (int i = 0; i < centers.length; i++) {
            centers[i] = (float) random.nextGaussian();
        }
        float[] values = new float[SIZE * COLUMNS];
        for (int item = 0; item < SIZE; item++) {
            int cluster = random.nextInt(40);
            for (int k = 0; k < COLUMNS; k++) {
                values[item * COLUMNS + k] = item % 50 == 49
                        ? values[(item - 1) * COLUMNS + k]
                        : (float) (centers[cluster * COLUMNS + k] + 0.4 * random.nextGaussian());
            }
        }
        return Matrix.of(SIZE, COLUMNS, values);
    }
}
