/**
 * Histograms of oriented gradients: a descriptor that needs no training and no model file. It sees outlines, so that a
 * line sketch and a shaded image of the same thing lie near one another.
 */
@NullMarked
package dev.icfrr.vision.hog;

import org.jspecify.annotations.NullMarked;
