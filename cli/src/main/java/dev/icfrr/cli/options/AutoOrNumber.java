package dev.icfrr.cli.options;

import dev.icfrr.advice.ParameterRequest;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts {@code auto}, or an integer of at least 1. */
public final class AutoOrNumber implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (text.equalsIgnoreCase("auto")) {
            return ParameterRequest.AUTO;
        }
        try {
            int number = Integer.parseInt(text);
            if (number < 1) {
                throw new TypeConversionException("must be auto or at least 1, not " + number);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new TypeConversionException("must be auto or a whole number, not '" + text + "'");
        }
    }
}
