/**
 * Contact sheets: what a query found, as an image. How a ranking came about is not known here, only gallery indices,
 * labels and where the images lie.
 */
@NullMarked
package dev.icfrr.vision.sheet;

import org.jspecify.annotations.NullMarked;
