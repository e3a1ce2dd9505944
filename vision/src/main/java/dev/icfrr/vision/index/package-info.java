/**
 * A gallery in a folder that a search opens in no time: features, neighbor lists, ids, labels, thumbnails and the model
 * they come from, in generations that replace each other at one stroke. How queries are answered is decided elsewhere.
 */
@NullMarked
package dev.icfrr.vision.index;

import org.jspecify.annotations.NullMarked;
