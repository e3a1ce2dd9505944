/**
 * Where the images and labels of a data set lie: the layouts of the reference (custom, TU-Berlin, Sketchy), QuickDraw
 * and Office-Home. Only names and labels are read here, no image is opened.
 */
@NullMarked
package dev.icfrr.vision.dataset;

import org.jspecify.annotations.NullMarked;
