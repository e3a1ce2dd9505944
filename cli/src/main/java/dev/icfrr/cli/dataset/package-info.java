/**
 * {@code icfrr dataset}: commands that draw or download data sets.
 */
@NullMarked
package dev.icfrr.cli.dataset;

import org.jspecify.annotations.NullMarked;
