/**
 * Stable sorts of scores and keys. They know arrays only. Not part of the public API.
 */
@NullMarked
package dev.icfrr.sort;

import org.jspecify.annotations.NullMarked;
