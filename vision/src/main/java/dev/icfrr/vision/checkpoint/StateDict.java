package dev.icfrr.vision.checkpoint;

import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.Value;
import dev.icfrr.text.PrintableText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of one Vision Transformer in a checkpoint. Training programs keep them in dictionaries of various
 * names, and wrapped models put a prefix before each name.
 *
 * @param place the keys of the dictionary, separated by dots; empty for the whole file
 * @param prefix what was removed from the names, with its dot; may be empty
 * @param parameters the parameters without the prefix
 * @param others how many entries of the dictionary do not have the prefix and were left out
 */
record StateDict(String place, String prefix, Map<String, Tensor> parameters, int others) {

    /** The dictionary of the reference's authors. It is taken even if others fit. */
    private static final String AUTHORS = "model_state_dict_best";

    /** The parameter that every Vision Transformer of timm has once. */
    private static final String MARK = "patch_embed.proj.weight";

    private static final int DEEPEST = 6;
    /** A file can name one dictionary in many places, so that a small file has very many paths. */
    private static final int MOST_DICTIONARIES = 100_000;

    private static final int LISTED = 12;

    /** A dictionary with one prefix of its names. */
    private record Choice(String place, Value.Dict dict, String prefix) {
        /** Returns the name by which users choose it. */
        String name() {
            String inner = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
            return place.isEmpty() || inner.isEmpty() ? place + inner : place + "." + inner;
        }

        boolean isSameAs(Choice other) {
            return dict == other.dict && prefix.equals(other.prefix);
        }

        boolean is(String key) {
            return name().equals(key) || place.equals(key) || name().startsWith(key + ".");
        }
    }

    /**
     * Finds the parameters.
     *
     * @param key the dictionary to take, or its beginning, as {@code --state} gives it; needed if several fit
     * @throws IllegalArgumentException if there are none, or several; the message lists them
     */
    static StateDict find(Value root, Optional<String> key) {
        if (!(root instanceof Value.Dict)) {
            throw new IllegalArgumentException("expected a dictionary of parameters, found " + root
                    + (root instanceof Value.Opaque ? "; save the state_dict() of the model" : ""));
        }
        Search search = new Search();
        search.visit("", root, 0);
        List<Choice> all = search.found;
        List<Choice> fitting = all;
        if (key.isPresent()) {
            fitting = all.stream().filter(choice -> choice.is(key.get())).toList();
            List<Choice> exact = fitting.stream()
                    .filter(choice -> choice.name().equals(key.get()))
                    .toList();
            fitting = exact.isEmpty() ? fitting : exact;
            if (fitting.isEmpty()) {
                throw new IllegalArgumentException("--state " + key.get()
                        + " names no parameters of a Vision Transformer; there are: " + names(all));
            }
        } else if (fitting.size() > 1) {
            List<Choice> authors = all.stream()
                    .filter(choice -> choice.place().equals(AUTHORS))
                    .toList();
            fitting = authors.isEmpty() ? fitting : authors;
        }
        fitting = withoutAliases(fitting);
        if (fitting.size() > 1) {
            throw new IllegalArgumentException(
                    "several sets of parameters fit; choose one with --state: " + names(fitting));
        }
        return fitting.isEmpty() ? withoutMark(root) : of(fitting.getFirst());
    }

    /** Returns the first of the choices that are one dictionary under several keys. */
    private static List<Choice> withoutAliases(List<Choice> choices) {
        List<Choice> distinct = new ArrayList<>();
        for (Choice choice : choices) {
            if (distinct.stream().noneMatch(choice::isSameAs)) {
                distinct.add(choice);
            }
        }
        return distinct;
    }

    /** Looks for parameters in a dictionary and in those below it. */
    private static final class Search {
        private final List<Choice> found = new ArrayList<>();
        private int visited;

        void visit(String place, Value value, int depth) {
            if (!(value instanceof Value.Dict dict) || depth > DEEPEST) {
                return;
            }
            if (++visited > MOST_DICTIONARIES) {
                throw new IllegalArgumentException("there are more than " + MOST_DICTIONARIES + " dictionaries");
            }
            for (Value.Dict.Entry entry : dict.entries()) {
                if (entry.key() instanceof Value.Text name) {
                    String text = name.value();
                    if (entry.value() instanceof Tensor && (text.equals(MARK) || text.endsWith("." + MARK))) {
                        found.add(new Choice(place, dict, text.substring(0, text.length() - MARK.length())));
                    }
                    visit(place.isEmpty() ? text : place + "." + text, entry.value(), depth + 1);
                }
            }
        }
    }

    private static String names(List<Choice> choices) {
        if (choices.isEmpty()) {
            return "none";
        }
        String shown = choices.stream()
                .limit(LISTED)
                .map(choice -> choice.name().isEmpty()
                        ? "(the whole file, without --state)"
                        : PrintableText.shorten(choice.name()))
                .collect(Collectors.joining(", "));
        return choices.size() > LISTED ? shown + " and " + (choices.size() - LISTED) + " more" : shown;
    }

    private static StateDict of(Choice choice) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        int others = 0;
        for (Value.Dict.Entry entry : choice.dict().entries()) {
            boolean inside =
                    entry.key() instanceof Value.Text name && name.value().startsWith(choice.prefix());
            if (!inside) {
                others++;
            } else if (entry.key() instanceof Value.Text name && entry.value() instanceof Tensor tensor) {
                parameters.put(name.value().substring(choice.prefix().length()), tensor);
            } else {
                throw new IllegalArgumentException(
                        "the entry " + entry.key() + " is " + entry.value() + " instead of a tensor");
            }
        }
        return new StateDict(choice.place(), choice.prefix(), parameters, others);
    }

    /** Returns the tensors of the largest dictionary, so that what is missing can be named. */
    private static StateDict withoutMark(Value root) {
        StateDict largest = new StateDict("", "", Map.of(), 0);
        List<Map.Entry<String, Value>> open = new ArrayList<>(List.of(Map.entry("", root)));
        Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!open.isEmpty()) {
            Map.Entry<String, Value> next = open.removeFirst();
            if (!(next.getValue() instanceof Value.Dict dict) || !seen.add(dict)) {
                continue;
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Value.Dict.Entry entry : dict.entries()) {
                if (entry.key() instanceof Value.Text name) {
                    if (entry.value() instanceof Tensor tensor) {
                        tensors.put(name.value(), tensor);
                    }
                    open.add(Map.entry(name.value(), entry.value()));
                }
            }
            if (tensors.size() > largest.parameters().size()) {
                largest = new StateDict(next.getKey(), "", tensors, 0);
            }
        }
        return largest;
    }

    /** Returns what was found where, if that is not the plain form: for the output. */
    Optional<String> remark() {
        List<String> parts = new ArrayList<>();
        if (!place.isEmpty() && !place.equals(AUTHORS)) {
            parts.add("parameters under '" + PrintableText.shorten(place) + "'");
        }
        if (!prefix.isEmpty()) {
            parts.add("prefix '" + PrintableText.shorten(prefix) + "' removed from their names");
        }
        if (!prefix.isEmpty() && others > 0) {
            parts.add(others + (others == 1 ? " entry" : " entries") + " without it left out");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
    }
}
