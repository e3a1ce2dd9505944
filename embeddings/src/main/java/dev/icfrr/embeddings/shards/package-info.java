/**
 * Reads folders of shards as one file.
 */
@NullMarked
package dev.icfrr.embeddings.shards;

import org.jspecify.annotations.NullMarked;
