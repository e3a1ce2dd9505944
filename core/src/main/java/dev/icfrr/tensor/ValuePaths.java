package dev.icfrr.tensor;

import dev.icfrr.tensor.Value.Dict;
import dev.icfrr.tensor.Value.Int;
import dev.icfrr.tensor.Value.Opaque;
import dev.icfrr.tensor.Value.Sequence;
import dev.icfrr.tensor.Value.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Paths to the values of a file. Listing neither recurses along the data nor visits a container twice, so cycles, deep
 * nesting and shared parts cost no more than their size.
 */
final class ValuePaths {

    /** The depth from which values have no path; real checkpoints nest less than ten deep. */
    private static final int DEEPEST = 64;
    /** Characters that all listed paths may have together. */
    private static final long LONGEST_LISTING = 1L << 26;

    private static final String ARGUMENTS = "(arguments)";

    /** The values that a listing contains. */
    enum Want {
        TENSORS,
        INERT
    }

    /**
     * A value with its path.
     *
     * @param isArgument whether it is an argument of a class or function that was not called, so that it may be a part
     *     of something else, such as the storage of a tensor
     */
    record Located(String path, Value value, boolean isArgument) {}

    /** A value with its chain of parents; only listed values have their path spelled out. */
    private record Node(@Nullable Node parent, String step, int depth, Value value) {
        String path() {
            Deque<String> steps = new ArrayDeque<>();
            for (Node node = this; node != null && node.parent() != null; node = node.parent()) {
                steps.addFirst(node.step());
            }
            StringBuilder path = new StringBuilder();
            for (String step : steps) {
                if (!path.isEmpty() && !step.startsWith("[")) {
                    path.append('.');
                }
                path.append(step);
            }
            return path.toString();
        }

        boolean isArgument() {
            boolean argument = false;
            for (Node node = this; node != null && !argument; node = node.parent()) {
                argument = node.step().equals(ARGUMENTS)
                        && node.parent() != null
                        && node.parent().value() instanceof Opaque;
            }
            return argument;
        }

        long pathLength() {
            long length = 0;
            for (Node node = this; node != null; node = node.parent()) {
                length += node.step().length() + 1;
            }
            return length;
        }
    }

    private ValuePaths() {}

    /**
     * Lists the tensors or the inert parts below a value, in the order of the file.
     *
     * @throws IllegalArgumentException if their paths are unreasonably long altogether
     */
    static List<Located> list(Value root, Want want) {
        List<Located> found = new ArrayList<>();
        Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Node> open = new ArrayDeque<>();
        open.push(new Node(null, "", 0, root));
        long spelled = 0;
        while (!open.isEmpty()) {
            Node node = open.pop();
            Value value = node.value();
            if (value instanceof Tensor
                    ? want == Want.TENSORS
                    : value instanceof Opaque && want == Want.INERT && !seen.contains(value)) {
                spelled += node.pathLength();
                if (spelled > LONGEST_LISTING) {
                    throw new IllegalArgumentException("the names of its parts are unreasonably long");
                }
                found.add(new Located(node.path(), value, node.isArgument()));
            }
            boolean container = value instanceof Dict || value instanceof Sequence || value instanceof Opaque;
            if (container && node.depth() < DEEPEST && seen.add(value)) {
                List<Node> children = children(node);
                for (int i = children.size() - 1; i >= 0; i--) {
                    open.push(children.get(i));
                }
            }
        }
        return found;
    }

    private static List<Node> children(Node node) {
        List<Node> children = new ArrayList<>();
        switch (node.value()) {
            case Dict dict -> dictChildren(node, dict, children);
            case Sequence sequence -> listChildren(node, "", sequence.items(), children);
            case Opaque opaque -> {
                add(node, ARGUMENTS, opaque.arguments(), children);
                if (opaque.state().orElse(null) instanceof Dict state) {
                    dictChildren(node, state, children);
                } else if (opaque.state().isPresent()) {
                    add(node, "(state)", opaque.state().get(), children);
                }
                listChildren(node, "", opaque.items(), children);
            }
            default -> {
                // No container.
            }
        }
        return children;
    }

    private static void dictChildren(Node node, Dict dict, List<Node> children) {
        for (Dict.Entry entry : dict.entries()) {
            String step = switch (entry.key()) {
                case Text text -> text.value();
                case Int number -> "[" + number + "]";
                case Value other -> "[" + other + "]";
            };
            add(node, step, entry.value(), children);
        }
    }

    private static void listChildren(Node node, String prefix, List<Value> items, List<Node> children) {
        for (int i = 0; i < items.size(); i++) {
            add(node, prefix + "[" + i + "]", items.get(i), children);
        }
    }

    private static void add(Node parent, String step, Value value, List<Node> children) {
        boolean leaf = !(value instanceof Tensor
                || value instanceof Dict
                || value instanceof Sequence
                || value instanceof Opaque);
        if (!leaf) {
            children.add(new Node(parent, step, parent.depth() + 1, value));
        }
    }

    /** Returns the value at a path; see {@link TensorFile#find}. */
    static Optional<Value> find(Value root, String path) {
        return find(root, path, 0, 0);
    }

    private static Optional<Value> find(Value value, String path, int from, int depth) {
        if (from >= path.length()) {
            return Optional.of(value);
        }
        if (depth > DEEPEST) {
            return Optional.empty();
        }
        int start = depth > 0 && path.charAt(from) == '.' ? from + 1 : from;
        for (int end = path.length(); end > start; end = previousBoundary(path, start, end)) {
            Optional<Value> child = child(value, path.substring(start, end));
            if (child.isPresent()) {
                Optional<Value> found = find(child.get(), path, end, depth + 1);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static int previousBoundary(String path, int start, int end) {
        int at = end - 1;
        while (at > start && path.charAt(at) != '.' && path.charAt(at) != '[') {
            at--;
        }
        return at;
    }

    private static Optional<Value> child(Value value, String step) {
        return switch (value) {
            case Dict dict -> {
                Optional<Value> named = dict.get(step);
                yield named.isPresent() ? named : numbered(dict, step);
            }
            case Sequence sequence -> item(sequence.items(), step);
            case Opaque opaque -> {
                if (step.equals(ARGUMENTS)) {
                    yield Optional.of(opaque.arguments());
                }
                if (step.equals("(state)")) {
                    yield opaque.state();
                }
                Optional<Value> attribute = opaque.attribute(step);
                yield attribute.isPresent() ? attribute : item(opaque.items(), step);
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Value> numbered(Dict dict, String step) {
        if (!step.startsWith("[") || !step.endsWith("]")) {
            return Optional.empty();
        }
        String key = step.substring(1, step.length() - 1);
        for (Dict.Entry entry : dict.entries()) {
            if (!(entry.key() instanceof Text) && entry.key().toString().equals(key)) {
                return Optional.of(entry.value());
            }
        }
        return Optional.empty();
    }

    private static Optional<Value> item(List<Value> items, String step) {
        if (!step.startsWith("[") || !step.endsWith("]")) {
            return Optional.empty();
        }
        try {
            int index = Integer.parseInt(step.substring(1, step.length() - 1));
            return index >= 0 && index < items.size() ? Optional.of(items.get(index)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
