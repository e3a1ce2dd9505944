/**
 * Reads data sets of HDF5 files.
 */
@NullMarked
package dev.icfrr.embeddings.hdf5;

import org.jspecify.annotations.NullMarked;
