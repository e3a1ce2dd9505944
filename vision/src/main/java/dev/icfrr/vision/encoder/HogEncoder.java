package dev.icfrr.vision.encoder;

import dev.icfrr.vision.hog.Hog;
import java.awt.image.BufferedImage;
import java.util.List;

/** Histograms of oriented gradients: no model needed, and a floor for those that have one. */
public final class HogEncoder implements ImageEncoder<float[]> {

    private final Hog hog;

    private final int batch;

    /**
     * @param hog the setting
     * @param batch images handed over at a time, which decides about nothing but the steps of progress
     */
    public HogEncoder(Hog hog, int batch) {
        this.hog = hog;
        this.batch = batch;
    }

    @Override
    public float[] prepare(BufferedImage image) {
        return hog.describe(image);
    }

    @Override
    public float[][] encode(List<float[]> images) {
        return images.toArray(float[][]::new);
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public String identity() {
        return hog.toString();
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }
}
