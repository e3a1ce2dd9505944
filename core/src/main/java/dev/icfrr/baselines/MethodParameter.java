package dev.icfrr.baselines;

/**
 * One parameter of a method.
 *
 * @param name as its authors call it
 * @param defaultValue what it is if not given
 * @param help what it does, in a few words
 */
public record MethodParameter(String name, String defaultValue, String help) {}
