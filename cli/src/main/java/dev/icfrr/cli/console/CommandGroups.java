package dev.icfrr.cli.console;

import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of commands in {@code icfrr --help}, by purpose. */
public final class CommandGroups implements IHelpSectionRenderer {
    private static final int NAME_WIDTH = 22;
    private static final int INDENT = 2;

    private final List<Group> groups;

    /** Commands that belong together. */
    public record Group(String title, List<String> commands) {
        /** Creates a group. */
        public static Group of(String title, String... commands) {
            return new Group(title, List.of(commands));
        }
    }

    /** Lists commands in this order. */
    public CommandGroups(List<Group> groups) {
        this.groups = List.copyOf(groups);
    }

    @Override
    public String render(Help help) {
        StringBuilder text = new StringBuilder();
        for (Group group : groups) {
            int width = help.commandSpec().usageMessage().width();
            TextTable table = TextTable.forColumns(
                    help.colorScheme(),
                    new Column(NAME_WIDTH, INDENT, Overflow.SPAN),
                    new Column(width - NAME_WIDTH, INDENT, Overflow.WRAP));
            for (String command : group.commands()) {
                String[] description = Objects.requireNonNull(
                                help.commandSpec().subcommands().get(command), command)
                        .getCommandSpec()
                        .usageMessage()
                        .description();
                table.addRowValues(
                        help.colorScheme().commandText(command),
                        help.colorScheme().text(firstSentence(description)));
            }
            text.append(System.lineSeparator())
                    .append(help.colorScheme().text(group.title()))
                    .append(System.lineSeparator());
            table.toString(text);
        }
        return text.toString();
    }

    private static String firstSentence(String[] description) {
        String first = description.length == 0 ? "" : description[0];
        int end = first.indexOf(". ");
        return end < 0 ? first : first.substring(0, end + 1);
    }
}
