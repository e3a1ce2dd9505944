package dev.icfrr.vision.checkpoint;

/**
 * The input tokens of one or several linear layers.
 *
 * @param values name of the tensor, of 32-bit floats or of unsigned bytes
 * @param scale name of the scale of the bytes, empty for floats
 * @param zero name of the byte that stands for 0, empty for floats
 */
record LinearInput(String values, String scale, String zero) {}
