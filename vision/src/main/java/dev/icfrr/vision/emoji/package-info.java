/**
 * A two-domain data set of real images: the queries are emoji as black line art (OpenMoji), the gallery holds the same
 * emoji as shaded renders (Fluent Emoji) or flat color images (Noto). The images come from npm packages and are not
 * part of this program.
 */
@NullMarked
package dev.icfrr.vision.emoji;

import org.jspecify.annotations.NullMarked;
