/**
 * Packages of npm as a source of images: fetched by npm itself, held against a checksum that is part of the program,
 * kept for the next time, and read without unpacking anything to disk or running anything in them.
 */
@NullMarked
package dev.icfrr.vision.npm;

import org.jspecify.annotations.NullMarked;
