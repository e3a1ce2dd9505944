package dev.icfrr.vision.extract;

import dev.icfrr.vision.encoder.ImageEncoder;
import java.io.IOException;
import java.util.List;

/** An encoder that is not open yet: an extraction decides on the batch size and the number of threads first. */
public interface EncoderSource {

    /**
     * Returns a description of everything that affects the features. Encoders with the same identity give the same
     * features. It depends on neither the batch size nor the threads.
     */
    String identity() throws IOException;

    /** Opens the encoder. The caller closes it. */
    ImageEncoder<?> open(Tuning tuning) throws IOException;

    /**
     * Measures which settings are fastest.
     *
     * @param threads threads to use at most
     * @return all measured settings, the best one first; empty if there is nothing to choose
     */
    default List<SpeedCalibration.Measurement> calibrate(int threads) throws IOException {
        return List.of();
    }
}
