/**
 * Times each stage of the main job on synthetic inputs of any size, with the memory it took and the machine it ran on.
 * Checks nothing: correctness is the tests', and speed is nobody's test.
 */
package dev.icfrr.cli.bench;
