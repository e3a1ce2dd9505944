package dev.icfrr.benchmarks.campaigns;

import dev.icfrr.vision.checkpoint.Checkpoint;
import dev.icfrr.vision.checkpoint.CheckpointImport;
import dev.icfrr.vision.checkpoint.CheckpointOptions;
import dev.icfrr.vision.checkpoint.Precision;
import dev.icfrr.vision.checkpoint.RandomCheckpoint;
import dev.icfrr.vision.checkpoint.VitShape;
import dev.icfrr.vision.encoder.SketchModel;
import dev.icfrr.vision.onnx.OnnxFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Readers of checkpoints and models. ONNX Runtime is native code that could end the process, so models run in a process
 * of their own, {@link ModelReader}.
 */
final class ModelTargets implements AutoCloseable {
    private static final VitShape SMALL = new VitShape(16, 1, 2, 8, 2, 2, 24);

    /** KiB of address space of the reading process. A damaged model may ask for any amount of memory. */
    private static final int ADDRESS_SPACE = 8 << 20;

    private final Path folder;
    private final List<Target> targets = new ArrayList<>();
    private @Nullable Process process;

    ModelTargets(Path folder, long seed) throws IOException {
        this.folder = folder;
        Path checkpoint = folder.resolve("checkpoint.pth");
        RandomCheckpoint.write(checkpoint, SMALL, seed);
        CheckpointOptions options = new CheckpointOptions(OptionalInt.of(SMALL.heads()), Optional.empty());
        targets.add(new Target("checkpoints", "checkpoint.pth", Files.readAllBytes(checkpoint), false, input -> {
            Path file = Files.write(folder.resolve("damaged.pth"), input);
            try (Checkpoint opened = Checkpoint.open(file, options, Optional.empty())) {
                return opened.weights().count() > 0;
            } catch (IOException e) {
                return FileTargets.refused(e, file);
            }
        }));
        for (Precision precision : Precision.values()) {
            Path model = folder.resolve(precision + ".onnx");
            CheckpointImport.run(checkpoint, model, options, Optional.empty(), precision);
            add(model.getFileName().toString(), Files.readAllBytes(model));
        }
        try (var stream = Objects.requireNonNull(SketchModel.class.getResourceAsStream("sketch.onnx"))) {
            add("sketch.onnx", stream.readAllBytes());
        }
    }

    private void add(String name, byte[] valid) {
        targets.add(new Target("ONNX, own checks", name, valid, false, input -> {
            Path model = Files.write(folder.resolve("damaged.onnx"), input);
            try {
                OnnxFile.check(model);
                OnnxFile.sha256(model);
                return true;
            } catch (IOException e) {
                return FileTargets.refused(e, model);
            }
        }));
        targets.add(new Target("ONNX, ONNX Runtime", name, valid, false, this::runs));
    }

    List<Target> targets() {
        return targets;
    }

    /** Returns whether the other process could open and run a model. */
    private boolean runs(byte[] input) throws IOException, InterruptedException {
        Path model = Files.write(folder.resolve("damaged.onnx"), input);
        Process reader = process;
        if (reader == null) {
            reader = start();
            process = reader;
        }
        PrintStream out = new PrintStream(reader.getOutputStream(), true, StandardCharsets.UTF_8);
        out.println(model);
        String answer = reader.inputReader(StandardCharsets.UTF_8).readLine();
        if (answer == null) {
            process = null;
            throw new IllegalStateException("the process ended with exit code " + reader.waitFor());
        } else if (answer.startsWith(ModelReader.FAULT)) {
            throw new IllegalStateException(answer);
        }
        return answer.equals(ModelReader.ACCEPTED);
    }

    private Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -c 0; ulimit -v " + ADDRESS_SPACE + "; exec \"$@\"",
                        "reader",
                        java,
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:ReservedCodeCacheSize=64m",
                        "-XX:ErrorFile=" + folder.resolve("crash-%p.log"),
                        "--enable-native-access=ALL-UNNAMED",
                        ModelReader.class.getName())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("errors.txt").toFile()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
