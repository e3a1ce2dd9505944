package dev.icfrr.lucene.example;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.lucene.IcfrrIndexer;
import dev.icfrr.lucene.IcfrrReranking;
import dev.icfrr.lucene.NeighborSource;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of the example. */
record ExampleOptions(
        Path data, @Nullable Path index, List<Integer> windows, int kg, IcfrrParameters parameters, int queries) {
    private static final int FLAT_K = 100;
    static final String USAGE = """
            Usage: lucene/run-example [OPTION VALUE]...
            Puts the gallery's features into a Lucene index, stores neighbor lists in it, searches and re-ranks
            windows of hits, and prints mAP before and after and milliseconds per query.

              --data DIR          gallery_features, query_features (.npy or .pth) and labels.pth, as icfrr bench
                                  --write writes them (default: 20,000 synthetic items of 256 dimensions)
              --index DIR         keep the index there, or use the one there (default: a temporary index)
              --windows N,N,...   numbers of hits to re-rank (100,1000,10000)
              --queries N         number of queries (100)
              --vote VOTE         multiscale or flat (multiscale)
              --k N|auto          largest scale of the multi-scale vote (auto)
              --kg N              neighbors per document of the flat vote (100)
              --kq N              voters of the flat vote (100)
              --beta X            weight of the bonus (0.5)
              --iterations N      number of iterations (5)
              --update RULE       reference or accumulating (reference)
            """;

    static ExampleOptions parse(String... words) {
        Path data = null;
        Path index = null;
        List<Integer> windows = List.of(100, 1_000, 10_000);
        int kg = 0;
        int kq = 0;
        int k = IcfrrReranking.AUTO;
        boolean flat = false;
        int queries = 100;
        IcfrrParameters parameters = IcfrrParameters.DEFAULTS;
        for (int i = 0; i < words.length; i += 2) {
            String option = words[i];
            if (i + 1 == words.length) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = words[i + 1];
            switch (option) {
                case "--data" -> data = Path.of(value);
                case "--index" -> index = Path.of(value);
                case "--windows" ->
                    windows = Arrays.stream(value.split(",", -1))
                            .map(part -> number(option, part))
                            .toList();
                case "--queries" -> queries = number(option, value);
                case "--vote" -> flat = isFlat(value);
                case "--k" -> k = value.equals("auto") ? IcfrrReranking.AUTO : number(option, value);
                case "--kg" -> kg = number(option, value);
                case "--kq" -> kq = number(option, value);
                case "--beta" -> parameters = parameters.withBeta(real(option, value));
                case "--iterations" -> parameters = parameters.withIterations(number(option, value));
                case "--update" -> parameters = parameters.withUpdate(rule(value));
                default -> throw new IllegalArgumentException("there is no option " + option + "; see --help");
            }
        }
        if (data == null) {
            throw new IllegalArgumentException("--data is needed");
        }
        if (flat) {
            if (k != IcfrrReranking.AUTO) {
                throw new IllegalArgumentException("--k belongs to the multi-scale vote: use --kg and --kq");
            }
            IcfrrParameters voting = parameters.withKq(kq == 0 ? FLAT_K : kq);
            return new ExampleOptions(data, index, windows, kg == 0 ? FLAT_K : kg, voting, queries);
        }
        if (kg + kq > 0) {
            throw new IllegalArgumentException("--kg and --kq belong to the flat vote: use --k, or --vote flat");
        }
        IcfrrParameters voting = (k == IcfrrReranking.AUTO ? parameters : parameters.withKq(k))
                .withVote(Vote.MULTISCALE)
                .withBetaScale(BetaScale.K);
        return new ExampleOptions(data, index, windows, k, voting, queries);
    }

    /** Returns the re-ranking by the vectors of the window. */
    IcfrrReranking byVectors(String vectorField) {
        ListOrder lists = parameters.vote().isMultiscale() ? ListOrder.SCALED : ListOrder.PLAIN;
        NeighborSource source = new NeighborSource.Vectors(lists, new Parallelism(1));
        return new IcfrrReranking(vectorField, source, kg, parameters, null);
    }

    /** Returns the re-ranking by lists in the index. */
    IcfrrReranking byStoredLists(String vectorField, String listField) {
        return new IcfrrReranking(vectorField, new NeighborSource.Stored(listField), kg, parameters, null);
    }

    /** Returns the indexer of these lists. */
    IcfrrIndexer indexer(String idField, String vectorField, String listField) {
        IcfrrIndexer.Builder builder = kg == IcfrrReranking.AUTO
                ? IcfrrIndexer.builder(idField, vectorField, listField)
                : IcfrrIndexer.builder(idField, vectorField, listField, kg);
        return builder.vote(parameters.vote()).update(parameters.update()).build();
    }

    /** Describes the vote. */
    String vote() {
        return !parameters.vote().isMultiscale()
                ? "KG " + kg + ", KQ " + parameters.kq()
                : "multi-scale vote, K " + (kg == IcfrrReranking.AUTO ? "auto" : String.valueOf(kg));
    }

    private static boolean isFlat(String value) {
        return switch (value) {
            case "flat" -> true;
            case "multiscale" -> false;
            default -> throw new IllegalArgumentException("--vote must be multiscale or flat, not '" + value + "'");
        };
    }

    private static int number(String option, String value) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException(option + " must be a whole number of at least 1, not '" + value + "'");
    }

    private static double real(String option, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a number, not '" + value + "'", e);
        }
    }

    private static UpdateRule rule(String value) {
        for (UpdateRule rule : UpdateRule.values()) {
            if (rule.label().equals(value)) {
                return rule;
            }
        }
        throw new IllegalArgumentException("--update must be reference or accumulating, not '" + value + "'");
    }
}
