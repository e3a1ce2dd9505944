package dev.icfrr.cli.console;

import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Help that shows each option under its hyphenated name. The underscore spellings work, but would fill the screen. */
public final class CommandHelp extends Help {
    /** Creates the help of a command. */
    public CommandHelp(CommandSpec command, ColorScheme colors) {
        super(command, colors);
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
        IOptionRenderer all = super.createDefaultOptionRenderer();
        return (option, labels, colors) -> all.render(hyphenated(option), labels, colors);
    }

    @Override
    public int calcLongOptionColumnWidth(
            List<OptionSpec> options, List<PositionalParamSpec> positionals, ColorScheme colors) {
        return super.calcLongOptionColumnWidth(
                options.stream().map(CommandHelp::hyphenated).toList(), positionals, colors);
    }

    private static OptionSpec hyphenated(OptionSpec option) {
        String[] names = List.of(option.names()).stream()
                .filter(name -> !name.contains("_"))
                .toArray(String[]::new);
        return names.length == option.names().length
                ? option
                : OptionSpec.builder(option).names(names).build();
    }
}
