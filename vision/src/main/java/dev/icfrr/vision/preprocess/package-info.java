/**
 * The preparation of a decoded image for a model: resizing with the exact result of Pillow, cropping, scaling and
 * normalization. A {@link dev.icfrr.vision.preprocess.Preprocessing} describes it, and readers convert the files of
 * other tools.
 */
@NullMarked
package dev.icfrr.vision.preprocess;

import org.jspecify.annotations.NullMarked;
