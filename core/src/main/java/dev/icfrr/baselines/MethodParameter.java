package dev.icfrr.baselines;

/**
 * The description of a method's parameter.
 *
 * @param name its name in the authors' code
 * @param defaultValue its value if it is not given
 * @param help its meaning, in a few words
 */
public record MethodParameter(String name, String defaultValue, String help) {}
