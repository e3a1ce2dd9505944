/**
 * What turns a decoded image into a feature: ONNX models with their preprocessing, and histograms of oriented
 * gradients, behind one interface. Which images, in which order and where features go is decided elsewhere.
 */
@NullMarked
package dev.icfrr.vision.encoder;

import org.jspecify.annotations.NullMarked;
