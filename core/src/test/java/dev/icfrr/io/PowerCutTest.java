package dev.icfrr.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.testing.Seed;
import dev.icfrr.testing.disk.ForgetfulDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** After a power cut at a random moment, files and folders are as before or whole, and finished ones are there. */
class PowerCutTest {
    private static final int CUTS = 200;

    @RegisterExtension
    final Seed seed = new Seed(6170);

    @TempDir
    private Path temporary;

    private final Random random = seed.random();

    /** Writes one of several states. */
    @FunctionalInterface
    private interface Writer {
        void write(Path root, int state) throws IOException;
    }

    /** Returns which state a folder shows; -1 if none. */
    @FunctionalInterface
    private interface Reader {
        int read(Path root) throws IOException;
    }

    /** Writes three states one after the other, and returns how many cuts left something else. */
    private int damagedAfterCuts(Writer writer, Reader reader) throws IOException {
        ForgetfulDisk disk = new ForgetfulDisk(Files.createTempDirectory(temporary, "disk"));
        List<Integer> finished = new ArrayList<>();
        for (int state = 0; state < 3; state++) {
            writer.write(disk.root(), state);
            finished.add(disk.events());
        }
        int damaged = 0;
        for (int cut = 0; cut < CUTS; cut++) {
            int events = random.nextInt(disk.events() + 1);
            Path left = Files.createTempDirectory(temporary, "left");
            disk.afterPowerCut(events, random, left);
            int last = (int) finished.stream().filter(end -> end <= events).count() - 1;
            int found;
            try {
                found = reader.read(left);
            } catch (IOException | IllegalArgumentException e) {
                found = Integer.MIN_VALUE;
            }
            damaged += found == last || found == last + 1 ? 0 : 1;
        }
        return damaged;
    }

    private static String text(int state) {
        return ("state " + state + " ").repeat(1000);
    }

    private static int stateOf(Path file) throws IOException {
        if (!Files.exists(file)) {
            return -1;
        }
        String found = Files.readString(file);
        for (int state = 0; state < 3; state++) {
            if (found.equals(text(state))) {
                return state;
            }
        }
        return Integer.MIN_VALUE;
    }

    @Test
    void textFilesInNewFoldersAreOldOrNew() throws IOException {
        assertThat(damagedAfterCuts(
                        (root, state) -> AtomicFile.write(
                                root.resolve("a/b/c.txt"),
                                out -> out.write(text(state).getBytes(StandardCharsets.UTF_8))),
                        root -> stateOf(root.resolve("a/b/c.txt"))))
                .isZero();
    }

    @Test
    void theDiskOfThisTestForgetsWhatIsNotFlushed() throws IOException {
        assertThat(damagedAfterCuts(
                        (root, state) -> {
                            Path written = root.resolve("written");
                            Files.writeString(written, text(state));
                            Files.move(written, root.resolve("moved"), StandardCopyOption.REPLACE_EXISTING);
                        },
                        root -> stateOf(root.resolve("moved"))))
                .as("a file that was moved without flushing")
                .isGreaterThan(CUTS / 10);
    }

    @Test
    void tensorsAreOldOrNew() throws IOException {
        assertThat(damagedAfterCuts(
                        (root, state) -> NpyWriter.write(root.resolve("t.npy"), Tensor.of(values(state), 30, 40)),
                        root -> {
                            Path file = root.resolve("t.npy");
                            if (!Files.exists(file)) {
                                return -1;
                            }
                            Matrix found = TensorFiles.map(file).asMatrix();
                            double[] row = new double[found.columns()];
                            double sum = 0;
                            for (int i = 0; i < found.rows(); i++) {
                                found.copyRow(i, row);
                                for (double value : row) {
                                    sum += value;
                                }
                            }
                            return sum % 1200 == 0 && sum > 0 ? (int) (sum / 1200) - 1 : Integer.MIN_VALUE;
                        }))
                .isZero();
    }

    private static float[] values(int state) {
        float[] values = new float[1200];
        Arrays.fill(values, state + 1);
        return values;
    }

    @Test
    void graphsAreOldOrNew() throws IOException {
        Random features = seed.random();
        KnnGraph[] graphs = new KnnGraph[3];
        for (int state = 0; state < graphs.length; state++) {
            float[] values = new float[60 * 3];
            for (int i = 0; i < values.length; i++) {
                values[i] = features.nextFloat();
            }
            graphs[state] = KnnGraph.fromFeatures(Matrix.of(60, 3, values), 5 + state);
        }
        assertThat(damagedAfterCuts((root, state) -> graphs[state].save(root.resolve("g.knn")), root -> {
                    Path file = root.resolve("g.knn");
                    if (!Files.exists(file)) {
                        return -1;
                    }
                    KnnGraph found = KnnGraph.open(file);
                    int state = found.kg() - 5;
                    for (int item = 0; item < 60; item++) {
                        if (!Arrays.equals(found.neighbors(item), graphs[state].neighbors(item))) {
                            return Integer.MIN_VALUE;
                        }
                    }
                    return state;
                }))
                .isZero();
    }

    @Test
    void stagedFoldersAreMissingOrWhole() throws IOException {
        assertThat(damagedAfterCuts(
                        (root, state) -> {
                            try (StagingFolder staging = new StagingFolder(root)) {
                                Files.createDirectory(staging.path().resolve("in"));
                                Files.writeString(staging.path().resolve("in/one"), text(state));
                                Files.writeString(staging.path().resolve("two"), text(state));
                                staging.moveTo(root.resolve("folder" + state));
                            }
                        },
                        root -> {
                            int state = -1;
                            while (Files.exists(root.resolve("folder" + (state + 1)))) {
                                state++;
                                Path folder = root.resolve("folder" + state);
                                if (stateOf(folder.resolve("in/one")) != state
                                        || stateOf(folder.resolve("two")) != state) {
                                    return Integer.MIN_VALUE;
                                }
                            }
                            return state;
                        }))
                .isZero();
    }
}
