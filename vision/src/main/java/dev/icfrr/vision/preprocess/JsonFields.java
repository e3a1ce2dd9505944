package dev.icfrr.vision.preprocess;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The fields of a JSON object. Messages name the field, and unread fields can be rejected. */
final class JsonFields {

    private final JsonNode node;
    private final String where;
    private final Set<String> read = new HashSet<>();

    /** @param where name of the object in messages, for example {@code pretrained_cfg} */
    JsonFields(JsonNode node, String where) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(where + " is not a JSON object");
        }
        this.node = node;
        this.where = where;
    }

    /** Returns whether the field exists and is not {@code null}. */
    boolean has(String name) {
        read.add(name);
        return node.hasNonNull(name);
    }

    JsonNode get(String name) {
        if (!has(name)) {
            throw new IllegalArgumentException(where + " lacks the field '" + name + "'");
        }
        return node.get(name);
    }

    String text(String name) {
        JsonNode value = get(name);
        if (!value.isString()) {
            throw expected(name, "a string", value);
        }
        return value.asString();
    }

    int integer(String name) {
        JsonNode value = get(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw expected(name, "a whole number", value);
        }
        return value.asInt();
    }

    double number(String name) {
        JsonNode value = get(name);
        if (!value.isNumber()) {
            throw expected(name, "a number", value);
        }
        return value.asDouble();
    }

    boolean flag(String name, boolean otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode value = get(name);
        if (!value.isBoolean()) {
            throw expected(name, "true or false", value);
        }
        return value.asBoolean();
    }

    List<Double> numbers(String name) {
        JsonNode value = get(name);
        List<Double> numbers = new ArrayList<>();
        for (JsonNode item : value) {
            if (!item.isNumber()) {
                throw expected(name, "a list of numbers", value);
            }
            numbers.add(item.asDouble());
        }
        if (!value.isArray()) {
            throw expected(name, "a list of numbers", value);
        }
        return numbers;
    }

    JsonFields object(String name) {
        return new JsonFields(get(name), "'" + name + "'");
    }

    List<JsonFields> objects(String name) {
        JsonNode value = get(name);
        if (!value.isArray()) {
            throw expected(name, "a list", value);
        }
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode item : value) {
            objects.add(new JsonFields(item, "an item of '" + name + "'"));
        }
        return objects;
    }

    /** Marks fields as known and without effect here. */
    void ignore(String... names) {
        read.addAll(List.of(names));
    }

    /** Rejects fields that were not read, unless their value means that they are not set: null, false, or empty. */
    void requireOthersUnset() {
        for (String name : node.propertyNames()) {
            JsonNode value = node.get(name);
            boolean unset = value.isNull()
                    || (value.isBoolean() && !value.asBoolean())
                    || (value.isString() && value.asString().isEmpty())
                    || (value.isContainer() && value.isEmpty());
            if (!unset && !read.contains(name)) {
                throw new IllegalArgumentException(where + " has the field '" + name
                        + "', which is not known and may change the pixels. Remove it if it has no effect, or write the"
                        + " steps in a file of icfrr's own format");
            }
        }
    }

    /** Rejects fields that were not read: they would silently have no effect. */
    void requireAllRead() {
        for (String name : node.propertyNames()) {
            if (!read.contains(name)) {
                throw new IllegalArgumentException(where + " has a field '" + name + "' that is not known");
            }
        }
    }

    private IllegalArgumentException expected(String name, String what, JsonNode value) {
        String found = value.toString();
        return new IllegalArgumentException("the field '" + name + "' of " + where + " should be " + what + ", not "
                + (found.length() > 80 ? found.substring(0, 80) + "…" : found));
    }
}
