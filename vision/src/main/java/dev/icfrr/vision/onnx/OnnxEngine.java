package dev.icfrr.vision.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The ONNX Runtime of this program, which the small distribution does not have. Nothing here loads a class of ONNX
 * Runtime before it is known to be there. Java would load some to verify a class that uses them.
 */
public final class OnnxEngine {
    private OnnxEngine() {}

    /** Returns the version of ONNX Runtime and its providers, or that there is none. */
    public static String description() {
        return isOnPath() ? OnnxModel.runtime() : "no ONNX Runtime on the class path";
    }

    /** Returns whether the ONNX Runtime on the class path supports CUDA. */
    public static boolean isCudaOnPath() {
        return isOnPath() && OnnxModel.hasCuda();
    }

    /** Returns why a CUDA device cannot be used; empty if it can be used. */
    public static Optional<String> cudaFault(int gpu) {
        return isCudaOnPath()
                ? OnnxModel.cudaFault(gpu)
                : Optional.of("the ONNX Runtime on the class path has no CUDA provider (a build with -Pcuda has)");
    }

    /**
     * Checks that there is an ONNX Runtime.
     *
     * @param model for the message
     * @throws IOException if there is none
     */
    public static void require(String model) throws IOException {
        if (!isOnPath()) {
            throw new IOException(
                    model + ": models need ONNX Runtime, and this distribution of icfrr comes without it. "
                            + "Install the distribution that includes it");
        }
    }

    /**
     * Loads a model.
     *
     * @throws IOException if the file cannot be loaded, is not an image encoder, or its output does not fit the pooling
     */
    public static OnnxModel open(Path path, OnnxOptions options) throws IOException {
        OnnxFile.check(path);
        require(path.toString());
        return OnnxModel.open(path, options);
    }

    private static boolean isOnPath() {
        return OnnxEngine.class.getResource("/ai/onnxruntime/OrtEnvironment.class") != null;
    }
}
