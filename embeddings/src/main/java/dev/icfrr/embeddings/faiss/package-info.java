/**
 * Reads the vectors of flat FAISS indexes.
 */
@NullMarked
package dev.icfrr.embeddings.faiss;

import org.jspecify.annotations.NullMarked;
