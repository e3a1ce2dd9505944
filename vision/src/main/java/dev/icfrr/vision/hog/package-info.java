/**
 * Histograms of oriented gradients: features that need no training and no model file. They capture outlines, so a line
 * sketch and a shaded image of the same object are close to each other.
 */
@NullMarked
package dev.icfrr.vision.hog;

import org.jspecify.annotations.NullMarked;
