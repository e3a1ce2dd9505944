package dev.icfrr.vision.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX image encoder, opened with ONNX Runtime by {@link OnnxEngine}. {@link #run} may be called by one thread at a
 * time.
 */
public final class OnnxModel implements AutoCloseable {

    private final Path path;
    private final OrtSession session;
    private final OrtSession.SessionOptions settings;
    private final String input;
    private final long[] inputShape;
    private final OnnxJavaType inputType;
    private final String output;
    private final long outputBatch;
    private final Pooling pooling;

    private OnnxModel(
            Path path,
            OrtSession session,
            OrtSession.SessionOptions settings,
            Map.Entry<String, TensorInfo> input,
            Map.Entry<String, TensorInfo> output,
            Pooling pooling) {
        this.path = path;
        this.session = session;
        this.settings = settings;
        this.input = input.getKey();
        this.inputShape = input.getValue().getShape();
        this.inputType = input.getValue().type;
        this.output = output.getKey();
        this.outputBatch = output.getValue().getShape()[0];
        this.pooling = pooling;
    }

    /** Returns the version of ONNX Runtime and its providers. */
    static String runtime() {
        return "ONNX Runtime " + environment().getVersion() + ", providers "
                + OrtEnvironment.getAvailableProviders().stream()
                        .map(OrtProvider::getName)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    /** Returns the environment of the process. Nothing is reported to the makers of ONNX Runtime. */
    private static OrtEnvironment environment() {
        OnnxTelemetry.turnOff();
        OnnxLibraries.unpackOnce();
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "icfrr");
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime's telemetry cannot be switched off", e);
        }
        return environment;
    }

    /** Returns whether the ONNX Runtime on the class path supports CUDA. */
    static boolean hasCuda() {
        environment();
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    /** Returns why a CUDA device cannot be used with an ONNX Runtime that supports CUDA; empty if it can be used. */
    static Optional<String> cudaFault(int gpu) {
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            settings.addCUDA(gpu);
            return Optional.empty();
        } catch (OrtException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the properties stored in the model's file, for example by an import. */
    public Map<String, String> properties() throws IOException {
        try {
            return session.getMetadata().getCustomMetadata();
        } catch (OrtException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Loads a model.
     *
     * @throws IOException if the file cannot be loaded, is not an image encoder, or its output does not fit the pooling
     */
    static OnnxModel open(Path path, OnnxOptions options) throws IOException {
        OrtEnvironment environment = environment();
        OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
        OrtSession session = null;
        try {
            settings.setIntraOpNumThreads(options.threads());
            settings.setInterOpNumThreads(1);
            settings.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            if (options.gpu().isPresent()) {
                settings.addCUDA(options.gpu().getAsInt());
            }
            session = environment.createSession(path.toString(), settings);
            Map.Entry<String, TensorInfo> input = input(session);
            Map.Entry<String, TensorInfo> output = output(session, options);
            Pooling pooling = options.pooling().orElse(Pooling.NONE);
            return new OnnxModel(path, session, settings, input, output, pooling);
        } catch (OrtException | IllegalArgumentException e) {
            close(session, settings);
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private static void close(@Nullable OrtSession session, OrtSession.SessionOptions settings) throws IOException {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            throw new IOException("closing the model failed: " + e.getMessage(), e);
        } finally {
            settings.close();
        }
    }

    private static Map.Entry<String, TensorInfo> input(OrtSession session) throws OrtException {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        if (inputs.size() != 1) {
            throw new IllegalArgumentException("the model has the inputs " + String.join(", ", inputs.keySet())
                    + "; an image encoder has one (of a text-and-image model, export the image part alone)");
        }
        Map.Entry<String, NodeInfo> input = inputs.entrySet().iterator().next();
        TensorInfo info = tensor(input);
        long[] shape = info.getShape();
        if (shape.length != 4 || (shape[1] != 3 && shape[1] != -1)) {
            throw new IllegalArgumentException("the input '" + input.getKey() + "' has the shape "
                    + Arrays.toString(shape) + "; expected is [batch, 3, height, width]");
        }
        if (info.type != OnnxJavaType.FLOAT && info.type != OnnxJavaType.FLOAT16) {
            throw new IllegalArgumentException(
                    "the input '" + input.getKey() + "' takes " + info.type + "; expected are floats of 32 or 16 bits");
        }
        return Map.entry(input.getKey(), info);
    }

    private static Map.Entry<String, TensorInfo> output(OrtSession session, OnnxOptions options) throws OrtException {
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        Pooling pooling = options.pooling().orElse(Pooling.NONE);
        if (options.output().isPresent()
                && !outputs.containsKey(options.output().get())) {
            throw new IllegalArgumentException("the model has no output '"
                    + options.output().get() + "'; it has " + String.join(", ", outputs.keySet()));
        }
        Set<String> names = options.output().map(Set::of).orElse(outputs.keySet());
        StringBuilder seen = new StringBuilder();
        for (String name : names) {
            NodeInfo node = outputs.get(name);
            if (node == null || !(node.getInfo() instanceof TensorInfo info)) {
                continue;
            }
            if (pooling.takes(info.getShape().length) && isFloating(info.type)) {
                return Map.entry(name, info);
            }
            seen.append(seen.isEmpty() ? "" : ", ").append(name).append(' ').append(Arrays.toString(info.getShape()));
            if (!isFloating(info.type)) {
                seen.append(" of ").append(info.type);
            }
        }
        throw new IllegalArgumentException("no output fits --pool " + pooling.label() + ": there is " + seen
                + "; [batch, width] needs none, [batch, tokens, width] cls, mean or mean-patch,"
                + " [batch, channels, rows, columns] mean");
    }

    private static boolean isFloating(OnnxJavaType type) {
        return switch (type) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
            default -> false;
        };
    }

    private static TensorInfo tensor(Map.Entry<String, NodeInfo> node) {
        if (node.getValue().getInfo() instanceof TensorInfo info) {
            return info;
        }
        throw new IllegalArgumentException("'" + node.getKey() + "' is no tensor");
    }

    /**
     * Returns the number of images per inference, if the graph fixes it: in its input or, in some exports, only in its
     * output.
     */
    public OptionalInt batch() {
        long batch = inputShape[0] > 0 ? inputShape[0] : outputBatch;
        return batch > 0 ? OptionalInt.of((int) batch) : OptionalInt.empty();
    }

    /** Returns height and width of the images, if the graph fixes both. */
    public Optional<int[]> imageSize() {
        return inputShape[2] > 0 && inputShape[3] > 0
                ? Optional.of(new int[] {(int) inputShape[2], (int) inputShape[3]})
                : Optional.empty();
    }

    /**
     * Encodes a batch.
     *
     * @param pixels direct buffer with {@code batch * 3 * height * width} numbers from position 0 on
     * @param batch images in the buffer
     * @param images number of real images; the rest is padding
     * @return a vector of Euclidean length 1 per image
     * @throws IOException if the model fails or returns numbers that are not finite
     */
    public float[][] run(FloatBuffer pixels, int batch, int images, int height, int width) throws IOException {
        long[] shape = {batch, 3, height, width};
        FloatBuffer used = pixels.duplicate();
        used.position(0).limit(Math.multiplyExact(batch * 3, height * width));
        try (OnnxTensor tensor = tensor(used, shape);
                OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
            OnnxTensor values = (OnnxTensor) result.get(0);
            float[] numbers = numbers(values);
            float[][] vectors = pooling.apply(numbers, values.getInfo().getShape(), images);
            for (float[] vector : vectors) {
                normalize(vector);
            }
            return vectors;
        } catch (OrtException e) {
            throw new IOException(path + ": inference failed: " + e.getMessage(), e);
        }
    }

    private OnnxTensor tensor(FloatBuffer pixels, long[] shape) throws OrtException {
        OrtEnvironment environment = environment();
        if (inputType == OnnxJavaType.FLOAT) {
            return OnnxTensor.createTensor(environment, pixels, shape);
        }
        ShortBuffer halves = ByteBuffer.allocateDirect(Math.multiplyExact(2, pixels.remaining()))
                .order(ByteOrder.nativeOrder())
                .asShortBuffer();
        while (pixels.hasRemaining()) {
            halves.put(Float.floatToFloat16(pixels.get()));
        }
        return OnnxTensor.createTensor(environment, halves.flip(), shape, OnnxJavaType.FLOAT16);
    }

    private static float[] numbers(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
            DoubleBuffer doubles = tensor.getDoubleBuffer();
            float[] numbers = new float[doubles.remaining()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) doubles.get(i);
            }
            return numbers;
        }
        // Half precision is widened here.
        FloatBuffer floats = tensor.getFloatBuffer();
        float[] numbers = new float[floats.remaining()];
        floats.get(numbers);
        return numbers;
    }

    private void normalize(float[] vector) throws IOException {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        if (!Double.isFinite(sum)) {
            throw new IOException(path + ": the model gives numbers that are not finite");
        }
        // The same minimum as in PyTorch's normalize. A vector of length 1 does not change.
        double length = Math.max(Math.sqrt(sum), 1e-12);
        if (Math.abs(length - 1) > 1e-6) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / length);
            }
        }
    }

    @Override
    public void close() throws IOException {
        close(session, settings);
    }
}
