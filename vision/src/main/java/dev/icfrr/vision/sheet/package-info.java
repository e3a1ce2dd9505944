/**
 * Contact sheets: images that show the results of queries.
 */
@NullMarked
package dev.icfrr.vision.sheet;

import org.jspecify.annotations.NullMarked;
