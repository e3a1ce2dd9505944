/**
 * A decoder of JPEG files with the pixels of libjpeg-turbo, and so of Pillow: baseline and progressive, every sampling
 * factor, gray, RGB, YCbCr, CMYK and YCCK. Libraries for Java differ from it in chroma upsampling, in the choice of the
 * color space and in damaged files.
 */
@NullMarked
package dev.icfrr.vision.jpeg;

import org.jspecify.annotations.NullMarked;
