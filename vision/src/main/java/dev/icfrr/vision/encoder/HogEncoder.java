package dev.icfrr.vision.encoder;

import dev.icfrr.vision.hog.Hog;
import java.awt.image.BufferedImage;
import java.util.List;

/** Encodes images as histograms of oriented gradients. Needs no model; a baseline for models. */
public final class HogEncoder implements ImageEncoder<float[]> {

    private final Hog hog;

    private final int batch;

    /**
     * @param hog the setting
     * @param batch images per call; affects only how often progress is reported
     */
    public HogEncoder(Hog hog, int batch) {
        this.hog = hog;
        this.batch = batch;
    }

    @Override
    public float[] prepare(BufferedImage image) {
        return hog.extract(image);
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
    public void close() {
        // Holds no resources.
    }
}
