package dev.icfrr.baselines;

import dev.icfrr.advice.ParameterRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The parameters of a specification, parsed by type. A parameter that is not given has its default. */
final class SpecParser {
    private final MethodHelp help;
    private final Map<String, String> given = new LinkedHashMap<>();

    /**
     * Parses the parameters of one method.
     *
     * @param help the method
     * @param text its parameters, for example {@code k1=20,k2=6}; may be empty
     * @throws IllegalArgumentException for unknown, repeated or malformed parameters
     */
    SpecParser(MethodHelp help, String text) {
        this.help = help;
        if (text.isEmpty()) {
            return;
        }
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals).strip();
            if (equals < 0) {
                throw new IllegalArgumentException(
                        help.name() + ": write a parameter as name=value, not '" + part + "'; " + known());
            }
            String known = help.parameters().stream()
                    .map(MethodParameter::name)
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(help.name() + " has no parameter '" + name + "'; " + known()));
            if (given.put(known, part.substring(equals + 1).strip()) != null) {
                throw new IllegalArgumentException(help.name() + ": '" + known + "' is given twice");
            }
        }
    }

    private String known() {
        return help.parameters().isEmpty()
                ? "it takes none"
                : "it takes "
                        + help.parameters().stream().map(MethodParameter::name).collect(Collectors.joining(", "));
    }

    private String text(String name) {
        return given.getOrDefault(name, defaultValue(name));
    }

    private String defaultValue(String name) {
        return help.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .defaultValue();
    }

    /** Returns whether a parameter has a value other than its default. */
    boolean isSet(String name) {
        String value = given.get(name);
        return value != null && !value.equalsIgnoreCase(defaultValue(name));
    }

    /** Returns an error about this method's parameters. */
    IllegalArgumentException refused(String message) {
        return new IllegalArgumentException(help.name() + ": " + message);
    }

    /** Returns a whole number of at least 1, or {@link ParameterRequest#AUTO}. */
    int wholeOrAuto(String name) {
        return text(name).equalsIgnoreCase("auto") ? ParameterRequest.AUTO : Requirements.atLeast(name, whole(name), 1);
    }

    /** Returns a whole number. */
    int whole(String name) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    help.name() + ": " + name + " must be a whole number, not '" + text(name) + "'", e);
        }
    }

    /** Returns a real number. */
    double number(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    help.name() + ": " + name + " must be a number, not '" + text(name) + "'", e);
        }
    }

    /** Returns one of the constants of an enum, by its label. */
    <E extends Enum<E>> E oneOf(String name, E[] values) {
        return Arrays.stream(values)
                .filter(value -> value.name().equalsIgnoreCase(text(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(help.name() + ": " + name + " must be "
                        + Arrays.stream(values)
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" or "))
                        + ", not '" + text(name) + "'"));
    }
}
