/**
 * A two-domain data set of icons and emoji by many hands: the queries are outlines, the gallery holds emoji and colored
 * icons of the same things. The images come from npm packages and are not part of this program.
 */
@NullMarked
package dev.icfrr.vision.icons;

import org.jspecify.annotations.NullMarked;
