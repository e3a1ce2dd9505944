package dev.icfrr.vision.checkpoint;

import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import dev.icfrr.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An open checkpoint: the parameters of a Vision Transformer and its preprocessing. The weights can be read until it is
 * closed.
 */
public final class Checkpoint implements AutoCloseable {

    private static final String TRANSFORM = "data_transform";

    private final TensorFile file;
    private final VitWeights weights;
    private final Preprocessing preprocessing;

    private final Optional<String> remark;

    private Checkpoint(TensorFile file, VitWeights weights, Preprocessing preprocessing, Optional<String> remark) {
        this.file = file;
        this.remark = remark;
        this.weights = weights;
        this.preprocessing = preprocessing;
    }

    /**
     * Opens a checkpoint: a file of PyTorch or safetensors with the parameters at the top or in dictionaries, such as
     * the {@code model_state_dict_best} of the reference's authors, {@code state_dict}, {@code model} or {@code
     * model_ema}. A prefix of the names, such as {@code module.}, is removed.
     *
     * @param options what the file does not say by itself
     * @param preprocessing used instead of the file's torchvision {@code data_transform}; needed if it has none
     * @throws IOException naming the file and everything that is missing, unexpected, misshapen or unsupported
     */
    public static Checkpoint open(Path path, CheckpointOptions options, Optional<Preprocessing> preprocessing)
            throws IOException {
        TensorFile file = TensorFiles.open(path);
        try {
            Preprocessing steps = preprocessing.isPresent() ? preprocessing.get() : transform(file.root());
            StateDict state = StateDict.find(file.root(), options.state());
            VitWeights weights = VitWeights.of(state.parameters(), options.heads(), steps.outputSize());
            requireSize(weights.shape(), steps);
            return new Checkpoint(file, weights, steps, state.remark());
        } catch (IllegalArgumentException | ArithmeticException e) {
            file.close();
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private static void requireSize(VitShape shape, Preprocessing steps) {
        steps.outputSize()
                .filter(size -> size[0] != shape.height() || size[1] != shape.pixelWidth())
                .ifPresent(size -> {
                    throw new IllegalArgumentException("images are prepared to " + size[1] + " x " + size[0]
                            + " pixels, but the parameters are for " + shape.pixelWidth() + " x " + shape.height()
                            + "; say with --preprocessing FILE how they are to be prepared");
                });
    }

    private static Preprocessing transform(Value root) {
        Value transform = root instanceof Value.Dict dict ? dict.get(TRANSFORM).orElse(Value.None.NONE) : root;
        if (transform instanceof Value.Opaque) {
            return TorchvisionTransforms.read(transform);
        }
        throw new IllegalArgumentException(
                "there is no '" + TRANSFORM + "' that says how images are prepared; say it with --preprocessing FILE");
    }

    /** Returns the parameters, which can be read until this checkpoint is closed. */
    public VitWeights weights() {
        return weights;
    }

    /** Returns where in the file the parameters are, and the prefix that was removed from their names, if any. */
    public Optional<String> remark() {
        return remark;
    }

    /** Returns the preprocessing of images. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    @Override
    public void close() {
        file.close();
    }
}
