/**
 * Layouts of data sets: those of the reference (custom, TU-Berlin, Sketchy), QuickDraw and Office-Home. This package
 * reads names and labels only; it opens no image.
 */
@NullMarked
package dev.icfrr.vision.dataset;

import org.jspecify.annotations.NullMarked;
