/**
 * Reads list columns and plain columns of Parquet files.
 */
@NullMarked
package dev.icfrr.embeddings.parquet;

import org.jspecify.annotations.NullMarked;
