package dev.icfrr.cli.python;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fields of one call. */
final class Request {
    private final JsonNode root;

    private Request(JsonNode root) {
        this.root = root;
    }

    static Request parse(String json) {
        return new Request(JsonMapper.shared().readTree(json));
    }

    boolean has(String name) {
        return root.hasNonNull(name);
    }

    JsonNode node(String name) {
        if (!has(name)) {
            throw new IllegalArgumentException("the call needs " + name);
        }
        return root.get(name);
    }

    String text(String name, String otherwise) {
        return has(name) ? root.get(name).asString() : otherwise;
    }

    int whole(String name, int otherwise) {
        return has(name) ? root.get(name).intValue() : otherwise;
    }

    long large(String name, long otherwise) {
        return has(name) ? root.get(name).longValue() : otherwise;
    }

    double number(String name, double otherwise) {
        return has(name) ? root.get(name).doubleValue() : otherwise;
    }

    boolean flag(String name) {
        return has(name) && root.get(name).booleanValue();
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        root.path(name).forEach(item -> texts.add(item.asString()));
        return texts;
    }

    List<Integer> wholes(String name) {
        List<Integer> numbers = new ArrayList<>();
        root.path(name).forEach(item -> numbers.add(item.intValue()));
        return numbers;
    }

    List<Double> numbers(String name) {
        List<Double> numbers = new ArrayList<>();
        root.path(name).forEach(item -> numbers.add(item.doubleValue()));
        return numbers;
    }

    /** Returns the constant of an enum, whose names users write in lower case. */
    <E extends Enum<E>> E choice(String name, E otherwise) {
        return has(name) ? choice(name, text(name, ""), otherwise.getDeclaringClass()) : otherwise;
    }

    /**
     * Returns the constant that a text names.
     *
     * @throws IllegalArgumentException if there is none, listing them all
     */
    static <E extends Enum<E>> E choice(String name, String text, Class<E> type) {
        List<String> known = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
            known.add("'" + constant.name().toLowerCase(Locale.ROOT) + "'");
        }
        throw new IllegalArgumentException(name + " must be " + String.join(" or ", known) + ", not '" + text + "'");
    }

    /** Returns the number of threads to work on; all cores unless given. */
    Parallelism parallelism() {
        int threads = whole("threads", 0);
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be at least 0 (0 for one per core), not " + threads);
        }
        return threads == 0 ? Parallelism.allCores() : new Parallelism(threads);
    }

    NativeArray array(String name) throws IOException {
        return NativeArray.of(node(name), false);
    }

    /** Returns an array that the call fills. */
    NativeArray output(String name) throws IOException {
        return NativeArray.of(node(name), true);
    }

    Matrix matrix(String name) throws IOException {
        return array(name).tensor().asMatrix();
    }

    Optional<Matrix> optionalMatrix(String name) throws IOException {
        return has(name) ? Optional.of(matrix(name)) : Optional.empty();
    }

    /** Returns the labels of queries and gallery. */
    Labels labels() throws IOException {
        return Labels.of(
                array("query_labels").tensor().toLongArray(),
                array("gallery_labels").tensor().toLongArray());
    }
}
