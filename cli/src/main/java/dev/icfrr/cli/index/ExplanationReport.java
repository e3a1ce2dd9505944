package dev.icfrr.cli.index;

import dev.icfrr.cli.console.TextTable;
import dev.icfrr.cli.console.TextTable.Column;
import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.Explanation.CastVote;
import dev.icfrr.rerank.Explanation.Step;
import dev.icfrr.text.PrintableText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/** An explanation as a table or as names and values. Printed ranks count from 1. */
public final class ExplanationReport {
    private ExplanationReport() {}

    /**
     * Prints two tables: the iterations, and the voters of one iteration.
     *
     * @param names of items
     * @param voters number of voters to show, heaviest votes first
     */
    public static void print(
            Explanation explanation, IntFunction<String> names, int iteration, int voters, PrintWriter out) {
        out.println(
                "item %d, %s".formatted(explanation.item(), PrintableText.printable(names.apply(explanation.item()))));
        out.println();
        TextTable table = new TextTable(List.of(
                Column.right("iteration"),
                Column.right("rank"),
                Column.right("moved"),
                Column.right("base"),
                Column.right("bonus"),
                Column.right("score"),
                Column.left("votes")));
        for (Step step : explanation.steps()) {
            boolean initial = step.iteration() == 0;
            table.row(List.of(
                    Integer.toString(step.iteration()),
                    Integer.toString(step.ranked().rank() + 1),
                    signed(step.ranked().previousRank() - step.ranked().rank()),
                    decimal(step.base()),
                    initial ? "" : decimal(step.ranked().bonus()),
                    decimal(step.ranked().score()),
                    initial
                            ? ""
                            : step.votes().size() + " of " + step.voters() + ", "
                                    + step.ranked().voteSum() + "/" + step.denominator()));
        }
        out.print(table);
        printVotes(explanation.steps().get(iteration), names, voters, out);
    }

    private static void printVotes(Step step, IntFunction<String> names, int voters, PrintWriter out) {
        if (!step.votes().isEmpty()) {
            printVoters(step, names, voters, out);
        }
        if (step.chance() != 0) {
            long cast = step.ranked().voteSum() + step.chance();
            out.println();
            out.println("weights of all votes %d, less %d that chance gives: %d, bonus %s"
                    .formatted(
                            cast,
                            step.chance(),
                            step.ranked().voteSum(),
                            decimal(step.ranked().bonus())));
        }
    }

    private static void printVoters(Step step, IntFunction<String> names, int voters, PrintWriter out) {
        List<CastVote> heaviest = step.votes().stream()
                .sorted((a, b) -> Long.compare(b.weight(), a.weight()))
                .limit(voters)
                .toList();
        out.println();
        out.println("votes at iteration %d%s"
                .formatted(
                        step.iteration(),
                        heaviest.size() < step.votes().size()
                                ? ", the " + heaviest.size() + " heaviest of "
                                        + step.votes().size()
                                : ""));
        TextTable table = new TextTable(List.of(
                Column.right("rank"),
                Column.right("neighbor"),
                Column.right("weight"),
                Column.right("share"),
                Column.left("voter")));
        for (CastVote vote : heaviest) {
            table.row(List.of(
                    Integer.toString(vote.position() + 1),
                    Integer.toString(vote.rank() + 1),
                    Long.toString(vote.weight()),
                    decimal(vote.share()),
                    PrintableText.printable(names.apply(vote.voter()))));
        }
        out.print(table);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** Formats a number of ranks won or lost; empty for none. */
    static String signed(int ranks) {
        return ranks == 0 ? "" : String.format(Locale.ROOT, "%+d", ranks);
    }

    /** Returns the whole explanation as fields. */
    public static Map<String, Object> fields(Explanation explanation, IntFunction<String> names) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("item", explanation.item());
        root.put("id", names.apply(explanation.item()));
        List<Map<String, Object>> steps = new ArrayList<>();
        for (Step step : explanation.steps()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("iteration", step.iteration());
            fields.put("rank", step.ranked().rank() + 1);
            fields.put("rank_before", step.ranked().previousRank() + 1);
            fields.put("base", step.base());
            fields.put("score", step.ranked().score());
            fields.put("bonus", step.ranked().bonus());
            fields.put("sum", step.ranked().voteSum());
            fields.put("chance", step.chance());
            fields.put("denominator", step.denominator());
            fields.put("voters", step.voters());
            List<Map<String, Object>> votes = new ArrayList<>();
            for (CastVote vote : step.votes()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("voter", vote.voter());
                one.put("id", names.apply(vote.voter()));
                one.put("voter_rank", vote.position() + 1);
                one.put("neighbor_rank", vote.rank() + 1);
                one.put("weight", vote.weight());
                one.put("share", vote.share());
                votes.add(one);
            }
            fields.put("votes", votes);
            steps.add(fields);
        }
        root.put("iterations", steps);
        return root;
    }
}
