/** Builds the distribution: the runtime image, its documentation for the shell, and the notices. Not shipped. */
@NullMarked
package dev.icfrr.distribution;

import org.jspecify.annotations.NullMarked;
