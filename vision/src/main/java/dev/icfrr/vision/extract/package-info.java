/**
 * From the images of a data set to files of features: the pipeline, what it keeps so that a killed run carries on, and
 * what it leaves behind for re-ranking. How one image becomes a feature is the encoder's business.
 */
@NullMarked
package dev.icfrr.vision.extract;

import org.jspecify.annotations.NullMarked;
