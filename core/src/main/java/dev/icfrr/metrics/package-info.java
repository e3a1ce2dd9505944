/**
 * How good rankings are, given labels. Every metric has one definition and one name; labels are never used to re-rank.
 */
package dev.icfrr.metrics;
