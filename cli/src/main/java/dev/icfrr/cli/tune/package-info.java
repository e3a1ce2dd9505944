/**
 * {@code icfrr tune}: a grid search on labeled data, from files to tables and figures. The search itself is in
 * {@code dev.icfrr.tuning}.
 */
@NullMarked
package dev.icfrr.cli.tune;

import org.jspecify.annotations.NullMarked;
