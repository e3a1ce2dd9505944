package dev.icfrr.cli.python;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import dev.icfrr.tensor.DType;
import dev.icfrr.vision.encoder.HogEncoder;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.encoder.SketchModel;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.image.ImageException;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.onnx.Pooling;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Turns images into features. */
final class EncodeOperations {
    private static final int BATCH = 16;

    private EncodeOperations() {}

    /** Returns the number of values of a feature: that of the first image. */
    static Object width(Request request, ProgressListener unused) throws IOException {
        try (ImageEncoder<?> encoder = encoder(request)) {
            return encode(encoder, List.of(request.node("images").get(0)), 0, new Parallelism(1))[0].length;
        }
    }

    /**
     * Encodes {@code images} into the float32 array {@code features} [N, D]. An image is a {@code path}, or
     * {@code pixels}: an uint8 array [height, width, 3], or the {@code bytes} of a file.
     */
    static Object encode(Request request, ProgressListener progress) throws IOException {
        NativeArray features = request.output("features");
        List<JsonNode> images = new ArrayList<>();
        request.node("images").forEach(images::add);
        int width = features.size(1);
        ProgressMeter meter = new ProgressMeter(progress, "encodes", images.size());
        Parallelism parallelism = request.parallelism();
        try (ImageEncoder<?> encoder = encoder(request)) {
            for (int first = 0; first < images.size(); first += encoder.batch()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException();
                }
                int end = Math.min(images.size(), first + encoder.batch());
                float[][] rows = encode(encoder, images.subList(first, end), first, parallelism);
                for (int i = 0; i < rows.length; i++) {
                    MemorySegment.copy(
                            rows[i],
                            0,
                            features.data(),
                            ValueLayout.JAVA_FLOAT_UNALIGNED,
                            ((long) first + i) * width * Float.BYTES,
                            width);
                }
                meter.add(end - first);
            }
        }
        return "";
    }

    private static <P> float[][] encode(
            ImageEncoder<P> encoder, List<JsonNode> images, int number, Parallelism parallelism) throws IOException {
        List<Optional<P>> prepared = new ArrayList<>(IntStream.range(0, images.size())
                .mapToObj(_ -> Optional.<P>empty())
                .toList());
        try {
            parallelism.forEachBlock(images.size(), 1, () -> (first, end) -> {
                for (int i = first; i < end; i++) {
                    P one = prepare(encoder, images.get(i), number + i);
                    synchronized (prepared) {
                        prepared.set(i, Optional.of(one));
                    }
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return encoder.encode(prepared.stream().map(Optional::orElseThrow).toList());
    }

    private static <P> P prepare(ImageEncoder<P> encoder, JsonNode image, int number) {
        String name = image.has("path") ? image.path("path").asString() : "image " + number;
        try {
            return encoder.prepare(read(image, name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage read(JsonNode image, String name) throws IOException {
        try {
            if (image.has("path")) {
                return Images.read(Path.of(name));
            }
            if (image.has("bytes")) {
                byte[] bytes = NativeArray.of(image.get("bytes"), false).data().toArray(ValueLayout.JAVA_BYTE);
                return Images.read(bytes, name, Images.DEFAULT_MAX_PIXELS);
            }
        } catch (ImageException e) {
            throw new IOException(e.getMessage(), e);
        }
        return pixels(NativeArray.of(image.path("pixels"), false));
    }

    private static BufferedImage pixels(NativeArray array) {
        if (array.dtype() != DType.UINT8 || array.shape().length != 3 || array.size(2) != 3) {
            throw new IllegalArgumentException(
                    "pixels must be uint8 [height, width, 3], not " + Arrays.toString(array.shape()));
        }
        int height = array.size(0);
        int width = array.size(1);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        byte[] bytes = array.data().toArray(ValueLayout.JAVA_BYTE);
        for (int i = 0; i < width * height; i++) {
            int rgb = ((bytes[3 * i] & 0xff) << 16) | ((bytes[3 * i + 1] & 0xff) << 8) | (bytes[3 * i + 2] & 0xff);
            image.setRGB(i % width, i / width, rgb);
        }
        return image;
    }

    private static ImageEncoder<?> encoder(Request request) throws IOException {
        String model = request.text("model", SketchModel.NAME);
        int threads = request.parallelism().threads();
        int batch = request.whole("batch", BATCH);
        if (model.equals("hog")) {
            return new HogEncoder(Hog.standard(), batch);
        }
        if (model.equals(SketchModel.NAME)) {
            return SketchModel.open(threads, batch);
        }
        Path file = Path.of(model);
        if (!Files.isRegularFile(file)) {
            throw new IOException(model + ": no such model. Use 'sketch', 'hog' or an ONNX file");
        }
        Optional<Path> preprocessing = request.has("preprocessing")
                ? Optional.of(Path.of(request.text("preprocessing", "")))
                : Optional.empty();
        OnnxOptions options = new OnnxOptions(
                threads,
                OptionalInt.empty(),
                request.has("pool") ? Optional.of(pooling(request.text("pool", ""))) : Optional.empty(),
                request.has("output") ? Optional.of(request.text("output", "")) : Optional.empty());
        return OnnxEncoder.open(file, PreprocessingFiles.readFor(file, preprocessing), options, batch);
    }

    private static Pooling pooling(String label) {
        return Pooling.of(label)
                .orElseThrow(() -> new IllegalArgumentException("pool must be one of "
                        + Arrays.stream(Pooling.values()).map(Pooling::label).toList() + ", not '" + label + "'"));
    }
}
