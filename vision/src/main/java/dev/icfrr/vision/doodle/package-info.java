/**
 * A two-domain data set drawn by the program itself: wobbly line sketches to look up with, shaded color images to be
 * found. The same seed draws the same images.
 */
@NullMarked
package dev.icfrr.vision.doodle;

import org.jspecify.annotations.NullMarked;
