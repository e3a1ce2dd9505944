/**
 * PyTorch checkpoints of Vision Transformers with timm's names: reads and checks them, writes them as ONNX graphs, and
 * creates random ones for benchmarks.
 */
@NullMarked
package dev.icfrr.vision.checkpoint;

import org.jspecify.annotations.NullMarked;
