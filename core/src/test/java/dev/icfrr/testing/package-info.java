/** Helpers of tests in all packages. */
@NullMarked
package dev.icfrr.testing;

import org.jspecify.annotations.NullMarked;
