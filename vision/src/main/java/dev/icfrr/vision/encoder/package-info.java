/**
 * Encoders, which turn decoded images into features: ONNX models with their preprocessing, and histograms of oriented
 * gradients.
 */
@NullMarked
package dev.icfrr.vision.encoder;

import org.jspecify.annotations.NullMarked;
