/**
 * Other re-ranking methods of the field, and {@link dev.icfrr.Icfrr} among them, behind one interface for fair
 * comparison. {@link dev.icfrr.peers.Methods} finds them by name. Metrics live in {@code dev.icfrr.metrics}.
 */
package dev.icfrr.peers;
