/**
 * The quality of parameters chosen without labels, and of the guard. They are evaluated on synthetic families of data,
 * of which one half served to fit the constants of the parameter selection and the other half only evaluates them, and
 * on cached data sets.
 */
@NullMarked
package dev.icfrr.benchmarks.parameters;

import org.jspecify.annotations.NullMarked;
