/**
 * Published figures as data: what to run, and what must come out. The same files make the tables of the documentation, so
 * that these cannot say anything else.
 */
package dev.icfrr.cli.reproduce;
