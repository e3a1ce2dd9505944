/** Campaigns that try to break the program, with counts and seeds. */
@NullMarked
package dev.icfrr.benchmarks.campaigns;

import org.jspecify.annotations.NullMarked;
