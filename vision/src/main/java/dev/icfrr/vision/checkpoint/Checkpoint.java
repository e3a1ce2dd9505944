package dev.icfrr.vision.checkpoint;

import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import dev.icfrr.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An open checkpoint: the parameters of a Vision Transformer and its preprocessing. The weights can be read until it is
 * closed.
 */
public final class Checkpoint implements AutoCloseable {

    private static final String STATE = "model_state_dict_best";
    private static final String TRANSFORM = "data_transform";

    private final TensorFile file;
    private final VitWeights weights;
    private final Preprocessing preprocessing;

    private Checkpoint(TensorFile file, VitWeights weights, Preprocessing preprocessing) {
        this.file = file;
        this.weights = weights;
        this.preprocessing = preprocessing;
    }

    /**
     * Opens a checkpoint in the format of the reference's authors, with the parameters in {@code model_state_dict_best}
     * and a torchvision {@code data_transform}, or a plain {@code state_dict}.
     *
     * @param heads number of attention heads if it is not {@code width / 64}
     * @param preprocessing used instead of the file's {@code data_transform}; needed for a plain {@code state_dict}
     * @throws IOException naming the file and everything that is missing, unexpected, misshapen or unsupported
     */
    public static Checkpoint open(Path path, OptionalInt heads, Optional<Preprocessing> preprocessing)
            throws IOException {
        TensorFile file = TensorFiles.open(path);
        try {
            Preprocessing steps = preprocessing.isPresent() ? preprocessing.get() : transform(file.root());
            VitWeights weights = VitWeights.of(state(file.root()), heads, steps.outputSize());
            requireSize(weights.shape(), steps);
            return new Checkpoint(file, weights, steps);
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

    private static Map<String, Tensor> state(Value root) {
        if (!(root instanceof Value.Dict dict)) {
            throw new IllegalArgumentException("expected a dictionary of parameters, found " + root);
        }
        Value state = dict.get(STATE).orElse(root);
        if (!(state instanceof Value.Dict parameters)) {
            throw new IllegalArgumentException("'" + STATE + "' should be a dictionary of parameters, not " + state);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Value.Dict.Entry entry : parameters.entries()) {
            if (!(entry.key() instanceof Value.Text name) || !(entry.value() instanceof Tensor tensor)) {
                throw new IllegalArgumentException(
                        (dict.get(STATE).isEmpty() ? "there is no '" + STATE + "', and " : "") + "the entry "
                                + entry.key() + " is " + entry.value() + " instead of a named tensor");
            }
            tensors.put(name.value(), tensor);
        }
        return tensors;
    }

    /** Returns the parameters, which can be read until this checkpoint is closed. */
    public VitWeights weights() {
        return weights;
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
