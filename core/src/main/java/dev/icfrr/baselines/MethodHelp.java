package dev.icfrr.baselines;

import java.util.List;

/**
 * The description of a method for users.
 *
 * @param name its name in a specification
 * @param summary one sentence about it
 * @param source its publication
 * @param stage whether it is a {@link FeatureStage}, so that {@code +} may follow
 * @param parameters its parameters, in the order of their use
 */
public record MethodHelp(String name, String summary, String source, boolean stage, List<MethodParameter> parameters) {

    public MethodHelp {
        parameters = List.copyOf(parameters);
    }

    /** Returns name and parameters with their defaults, for example {@code aqe:k=10}. */
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
