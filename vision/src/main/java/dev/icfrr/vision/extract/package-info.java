/**
 * Extracts the features of a data set's images into the files that re-ranking reads. Start at
 * {@link dev.icfrr.vision.extract.DatasetExtraction}. Encoders are in {@code dev.icfrr.vision.encoder}.
 */
@NullMarked
package dev.icfrr.vision.extract;

import org.jspecify.annotations.NullMarked;
