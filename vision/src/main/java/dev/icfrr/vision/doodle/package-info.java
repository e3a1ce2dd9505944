/**
 * A two-domain data set drawn by the program itself: wobbly line sketches to look up with, shaded color pictures to be
 * found. The same seed draws the same pictures.
 */
package dev.icfrr.vision.doodle;
