/**
 * Writing ONNX graphs, and running them with ONNX Runtime. The writer knows the file format and the few operators that
 * it is given; what a graph means is the caller's business.
 */
@NullMarked
package dev.icfrr.vision.onnx;

import org.jspecify.annotations.NullMarked;
