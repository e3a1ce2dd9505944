/**
 * What turns a decoded picture into a feature: ONNX models with their preprocessing, and histograms of oriented
 * gradients, behind one interface. Which pictures, in which order and where features go is decided elsewhere.
 */
@NullMarked
package dev.icfrr.vision.encoder;

import org.jspecify.annotations.NullMarked;
