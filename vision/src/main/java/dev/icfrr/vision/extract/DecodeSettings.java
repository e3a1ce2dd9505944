package dev.icfrr.vision.extract;

/**
 * How an extraction reads images.
 *
 * @param decoders threads that read and prepare images, at least 1
 * @param maxPixels larger images are rejected before they are decoded
 * @param skipBroken whether an unreadable image is left out; otherwise it ends the extraction
 */
public record DecodeSettings(int decoders, long maxPixels, boolean skipBroken) {

    /** Checks the numbers. */
    public DecodeSettings {
        if (decoders < 1 || maxPixels < 1) {
            throw new IllegalArgumentException(
                    "decoders and the limit of pixels must be at least 1, not " + decoders + " and " + maxPixels);
        }
    }
}
