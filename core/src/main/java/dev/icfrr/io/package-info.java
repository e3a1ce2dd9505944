/**
 * Files of any content: written atomically or in staging folders, hashed, decompressed, checked for free space. Tensor
 * files are in {@code dev.icfrr.tensor}.
 */
@NullMarked
package dev.icfrr.io;

import org.jspecify.annotations.NullMarked;
