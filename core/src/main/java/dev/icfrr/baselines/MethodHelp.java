package dev.icfrr.baselines;

import java.util.List;

/**
 * What there is to know of a method before using it.
 *
 * @param name as in a specification
 * @param summary what it does, in one sentence
 * @param source where it was published
 * @param stage whether it changes features for a method after it, so that {@code +} may follow
 * @param parameters in the order of their use
 */
public record MethodHelp(String name, String summary, String source, boolean stage, List<MethodParameter> parameters) {

    public MethodHelp {
        parameters = List.copyOf(parameters);
    }

    /** Name and parameters with their defaults, as {@code aqe:k=10}. */
    public String specification() {
        StringBuilder text = new StringBuilder(name);
        char separator = ':';
        for (MethodParameter parameter : parameters) {
            text.append(separator).append(parameter.name()).append('=').append(parameter.defaultValue());
            separator = ',';
        }
        return text.toString();
    }
}
