/**
 * Decoding, fitting and writing single images. Decoded images hold the values Pillow's {@code convert("RGB")} gives:
 * alpha is dropped, color profiles are not applied, Exif rotation is not applied.
 */
@NullMarked
package dev.icfrr.vision.image;

import org.jspecify.annotations.NullMarked;
