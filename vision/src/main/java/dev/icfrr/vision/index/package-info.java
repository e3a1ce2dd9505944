/**
 * A gallery stored in a folder: features, neighbor lists, ids, labels, thumbnails and a reference to the model. A new
 * generation replaces the previous one atomically. This package does not answer queries.
 */
@NullMarked
package dev.icfrr.vision.index;

import org.jspecify.annotations.NullMarked;
