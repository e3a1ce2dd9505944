/**
 * Reads columns of tensor files.
 */
@NullMarked
package dev.icfrr.embeddings.tensor;

import org.jspecify.annotations.NullMarked;
