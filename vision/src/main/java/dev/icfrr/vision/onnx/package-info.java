/**
 * Writes ONNX graphs, and runs them with ONNX Runtime.
 */
@NullMarked
package dev.icfrr.vision.onnx;

import org.jspecify.annotations.NullMarked;
