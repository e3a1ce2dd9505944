/**
 * What the readers of all formats share: columns, their values, and matrices made of parts.
 */
@NullMarked
package dev.icfrr.embeddings.data;

import org.jspecify.annotations.NullMarked;
