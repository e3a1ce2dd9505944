package dev.icfrr.cli.extract;

import dev.icfrr.vision.checkpoint.RandomCheckpoint;
import dev.icfrr.vision.checkpoint.VitShape;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr random-checkpoint}: a stand-in for a published checkpoint, to measure speed with. */
@Command(
        name = "random-checkpoint",
        hidden = true,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes a checkpoint with random weights in the layout of the published ones, ViT-B/16 unless told "
                        + "otherwise. Its features mean nothing; it shows how fast a real one would be.")
public final class RandomCheckpointCommand implements Callable<Integer> {
    private static final int MLP_RATIO = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OUT.pth", description = "The checkpoint.")
    private Path checkpoint = Path.of("");

    @Option(names = "--width", paramLabel = "N", defaultValue = "768", description = "Width (${DEFAULT-VALUE}).")
    private int width;

    @Option(names = "--depth", paramLabel = "N", defaultValue = "12", description = "Blocks (${DEFAULT-VALUE}).")
    private int depth;

    @Option(names = "--heads", paramLabel = "N", defaultValue = "12", description = "Heads (${DEFAULT-VALUE}).")
    private int heads;

    @Option(
            names = "--patch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Edge of a patch (${DEFAULT-VALUE}).")
    private int patch;

    @Option(
            names = "--size",
            paramLabel = "N",
            defaultValue = "224",
            description = "Edge of images (${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (patch < 1 || size % patch != 0) {
            throw new IllegalArgumentException("--size " + size + " is no multiple of --patch " + patch);
        }
        int edge = size / patch;
        RandomCheckpoint.write(
                checkpoint,
                new VitShape(width, depth, heads, patch, edge, edge, Math.multiplyExact(MLP_RATIO, width)),
                seed);
        spec.commandLine().getOut().println(checkpoint);
        return 0;
    }
}
