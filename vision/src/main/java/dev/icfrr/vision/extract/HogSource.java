package dev.icfrr.vision.extract;

import dev.icfrr.vision.encoder.HogEncoder;
import dev.icfrr.vision.hog.Hog;

/** Histograms of oriented gradients, which need no model. */
public record HogSource(Hog hog) implements EncoderSource {

    @Override
    public String identity() {
        return hog.toString();
    }

    @Override
    public HogEncoder open(Tuning tuning) {
        return new HogEncoder(hog, tuning.batch());
    }
}
