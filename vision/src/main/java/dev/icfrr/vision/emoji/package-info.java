/**
 * A real two-domain data set: emoji as black line art (OpenMoji) to look up with, the same emoji as shaded renders (Fluent
 * Emoji) or flat color images (Noto) to be found, by kinds of things. The images come from packages of npm; none of
 * them is part of this program.
 */
@NullMarked
package dev.icfrr.vision.emoji;

import org.jspecify.annotations.NullMarked;
