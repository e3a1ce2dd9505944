/**
 * Opens files and folders of embeddings in every supported format.
 */
@NullMarked
package dev.icfrr.embeddings;

import org.jspecify.annotations.NullMarked;
