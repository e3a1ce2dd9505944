/**
 * PyTorch checkpoints of Vision Transformers in timm's naming: reading and checking them, writing them as ONNX graphs,
 * and making random ones for benchmarks. Running a graph is not done here.
 */
@NullMarked
package dev.icfrr.vision.checkpoint;

import org.jspecify.annotations.NullMarked;
