package dev.icfrr.vision.encoder;

import dev.icfrr.vision.hog.Hog;
import java.awt.image.BufferedImage;
import java.util.List;

/** Histograms of oriented gradients: no model needed, and a floor for those that have one. */
public final class HogEncoder implements PictureEncoder<float[]> {

    private final Hog hog;

    /** @param hog the setting */
    public HogEncoder(Hog hog) {
        this.hog = hog;
    }

    @Override
    public float[] prepare(BufferedImage picture) {
        return hog.describe(picture);
    }

    @Override
    public float[][] encode(List<float[]> pictures) {
        return pictures.toArray(float[][]::new);
    }

    @Override
    public int batch() {
        return 64;
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
