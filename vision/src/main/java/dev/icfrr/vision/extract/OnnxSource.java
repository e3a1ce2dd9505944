package dev.icfrr.vision.extract;

import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.onnx.OnnxEngine;
import dev.icfrr.vision.onnx.OnnxModel;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An ONNX model with its preprocessing.
 *
 * @param options how to run the model; its number of threads is replaced by that of the {@link Tuning}
 */
public record OnnxSource(Path model, Preprocessing preprocessing, OnnxOptions options) implements EncoderSource {

    private static final double SECONDS_PER_SETTING = 0.5;

    @Override
    public String identity() throws IOException {
        return OnnxEncoder.identity(model, preprocessing, options);
    }

    @Override
    public OnnxEncoder open(Tuning tuning) throws IOException {
        return OnnxEncoder.open(model, preprocessing, options.withThreads(tuning.threads()), tuning.batch());
    }

    @Override
    public List<SpeedCalibration.Measurement> calibrate(int threads) throws IOException {
        Optional<int[]> size = imageSize();
        // Images of different sizes cannot share a batch, so there is nothing to choose.
        return size.isEmpty()
                ? List.of()
                : SpeedCalibration.run(model, options, size.get(), threads, SECONDS_PER_SETTING);
    }

    /** Returns height and width of prepared images, if the preprocessing or the graph fixes them. */
    public Optional<int[]> imageSize() throws IOException {
        Optional<int[]> prepared = preprocessing.outputSize();
        if (prepared.isPresent()) {
            return prepared;
        }
        try (OnnxModel opened = OnnxEngine.open(model, options)) {
            return opened.imageSize();
        }
    }
}
