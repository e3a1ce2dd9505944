/**
 * A synthetic two-domain data set: wobbly line sketches as queries, shaded color images as gallery. The same seed draws
 * the same images.
 */
@NullMarked
package dev.icfrr.vision.doodle;

import org.jspecify.annotations.NullMarked;
