/** A disk that forgets in a power cut what was not flushed. */
@NullMarked
package dev.icfrr.testing.disk;

import org.jspecify.annotations.NullMarked;
