/**
 * What happens to a decoded image before a model sees it: resizing to the bit as Pillow does it, cropping, scaling,
 * normalization. A {@link dev.icfrr.vision.preprocess.Preprocessing} says it as data, and readers turn what other
 * tools wrote into one. Neither decoding nor models live here.
 */
@NullMarked
package dev.icfrr.vision.preprocess;

import org.jspecify.annotations.NullMarked;
