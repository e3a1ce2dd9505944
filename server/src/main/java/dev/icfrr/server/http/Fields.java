package dev.icfrr.server.http;

import dev.icfrr.text.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The fields of a JSON object in a request. Every problem names the field. */
public final class Fields {
    private final JsonNode object;
    private final String prefix;

    Fields(JsonNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /** Refuses fields with other names: a misspelled parameter must not be ignored. */
    public void requireOnly(Set<String> names) {
        for (String name : object.propertyNames()) {
            if (!names.contains(name)) {
                throw Problem.badRequest(
                        "unknown field " + PrintableText.quote(prefix + name) + "; the known fields are "
                                + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    /** Returns whether a field is there and not null. */
    public boolean has(String name) {
        JsonNode node = object.get(name);
        return node != null && !node.isNull();
    }

    /** Returns whether a field is a string. */
    public boolean isText(String name) {
        return has(name) && object.get(name).isString();
    }

    /** Returns whether a field is a list that starts with an id. */
    public boolean isListOfNames(String name) {
        return has(name)
                && object.get(name).isArray()
                && object.get(name).path(0).isValueNode();
    }

    private Optional<JsonNode> node(String name) {
        return has(name) ? Optional.of(object.get(name)) : Optional.empty();
    }

    /** Returns a string. */
    public Optional<String> text(String name) {
        return node(name).map(node -> {
            if (node.isString()) {
                return node.stringValue();
            }
            throw wrong(name, "must be a string");
        });
    }

    /** Returns an id or a label: a string, or the digits of a whole number. */
    public Optional<String> name(String name) {
        return node(name).map(node -> nameOf(node, name));
    }

    /** Returns a list of ids. */
    public Optional<List<String>> names(String name, int most) {
        return array(name, most).map(array -> {
            List<String> names = new ArrayList<>();
            for (JsonNode node : array) {
                names.add(nameOf(node, name));
            }
            return names;
        });
    }

    private String nameOf(JsonNode node, String name) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Long.toString(node.longValue());
        }
        throw wrong(name, "must be a string");
    }

    /** Returns a whole number within bounds. */
    public OptionalInt integer(String name, int least, int most) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!node.get().isIntegralNumber()
                || !node.get().canConvertToInt()
                || node.get().intValue() < least
                || node.get().intValue() > most) {
            throw wrong(name, "must be a whole number from " + least + " to " + most);
        }
        return OptionalInt.of(node.get().intValue());
    }

    /** Returns a number within bounds. */
    public OptionalDouble number(String name, double least, double most) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = node.get().isNumber() ? node.get().doubleValue() : Double.NaN;
        if (!(value >= least && value <= most)) {
            throw wrong(name, "must be a number from " + plain(least) + " to " + plain(most));
        }
        return OptionalDouble.of(value);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** Returns true or false. */
    public Optional<Boolean> bool(String name) {
        return node(name).map(node -> {
            if (node.isBoolean()) {
                return node.booleanValue();
            }
            throw wrong(name, "must be true or false");
        });
    }

    /** Returns the fields as they are, without one of them. */
    public JsonNode without(String name) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().stream()
                .filter(field -> !field.getKey().equals(name))
                .forEach(field -> copy.set(field.getKey(), field.getValue()));
        return copy;
    }

    /** Returns texts as a JSON object, with sorted names. */
    public static JsonNode object(Map<String, String> values) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(values).forEach(object::put);
        return object;
    }

    /** Returns a list of finite numbers in single precision. */
    public Optional<float[]> vector(String name) {
        return node(name).map(node -> {
            if (!node.isArray() || node.isEmpty()) {
                throw wrong(name, "must be a list of numbers");
            }
            float[] values = new float[node.size()];
            for (int i = 0; i < values.length; i++) {
                JsonNode value = node.get(i);
                values[i] = single(value);
                if (!Float.isFinite(values[i])) {
                    throw wrong(name + "[" + i + "]", "must be a finite number");
                }
            }
            return values;
        });
    }

    private static float single(JsonNode value) {
        return value.isNumber() ? (float) value.doubleValue() : Float.NaN;
    }

    /** Returns a list of objects. */
    public Optional<List<Fields>> objects(String name, int most) {
        return array(name, most).map(array -> {
            List<Fields> list = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                if (!array.get(i).isObject()) {
                    throw wrong(name, "must be a list of objects");
                }
                list.add(new Fields(array.get(i), prefix + name + "[" + i + "]."));
            }
            return list;
        });
    }

    /** Returns an object within this one. */
    public Optional<Fields> object(String name) {
        return node(name).map(node -> {
            if (!node.isObject()) {
                throw wrong(name, "must be an object");
            }
            return new Fields(node, prefix + name + ".");
        });
    }

    private Optional<JsonNode> array(String name, int most) {
        return node(name).map(node -> {
            if (!node.isArray() || node.isEmpty()) {
                throw wrong(name, "must be a list with at least one entry");
            }
            if (node.size() > most) {
                throw Problem.tooLarge("'" + prefix + name + "' has " + node.size() + " entries; send at most " + most);
            }
            return node;
        });
    }

    /** Returns the name of the only field that is there. */
    public String exactlyOne(String... names) {
        List<String> present = Arrays.stream(names).filter(this::has).toList();
        if (present.size() != 1) {
            throw Problem.badRequest("send exactly one of " + String.join(", ", names)
                    + (prefix.isEmpty() ? "" : " in " + prefix.substring(0, prefix.length() - 1)) + ", not "
                    + (present.isEmpty() ? "none" : String.join(" and ", present)));
        }
        return present.getFirst();
    }

    /** Returns the problem of a field whose value cannot be used. */
    public Problem wrong(String name, String what) {
        return Problem.badRequest("'" + prefix + name + "' " + what);
    }
}
