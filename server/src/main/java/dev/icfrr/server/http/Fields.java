package dev.icfrr.server.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The fields of one JSON object of a request; whatever is wrong with one is told with its name. */
public final class Fields {
    private final JsonNode object;
    private final String prefix;

    Fields(JsonNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /** Refuses fields of other names: a misspelled parameter must not be ignored. */
    public void requireOnly(Set<String> names) {
        for (String name : object.propertyNames()) {
            if (!names.contains(name)) {
                throw Problem.badRequest("there is no field '" + prefix + shown(name) + "' here; known are "
                        + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    /** Whether a field is there and not null. */
    public boolean has(String name) {
        JsonNode node = object.get(name);
        return node != null && !node.isNull();
    }

    /** Whether a field is a text. */
    public boolean isText(String name) {
        return has(name) && object.get(name).isString();
    }

    /** Whether a field is a list that begins with an id. */
    public boolean isListOfNames(String name) {
        return has(name)
                && object.get(name).isArray()
                && object.get(name).path(0).isValueNode();
    }

    private Optional<JsonNode> node(String name) {
        return has(name) ? Optional.of(object.get(name)) : Optional.empty();
    }

    /** A text, where present. */
    public Optional<String> text(String name) {
        return node(name).map(node -> {
            if (node.isString()) {
                return node.stringValue();
            }
            throw wrong(name, "must be a string");
        });
    }

    /** An id or a label: a text or a whole number, which then stands for its digits. */
    public Optional<String> name(String name) {
        return node(name).map(node -> nameOf(node, name));
    }

    /** A list of ids. */
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

    /** A whole number within bounds. */
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

    /** A number within bounds. */
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

    /** A truth value. */
    public Optional<Boolean> bool(String name) {
        return node(name).map(node -> {
            if (node.isBoolean()) {
                return node.booleanValue();
            }
            throw wrong(name, "must be true or false");
        });
    }

    /** A list of finite numbers in single precision. */
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
                    throw wrong(name, "holds no finite number at place " + i);
                }
            }
            return values;
        });
    }

    private static float single(JsonNode value) {
        return value.isNumber() ? (float) value.doubleValue() : Float.NaN;
    }

    /** A list of objects. */
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

    /** An object within this one. */
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
                throw wrong(name, "must be a list that is not empty");
            }
            if (node.size() > most) {
                throw Problem.tooLarge("'" + prefix + name + "' has " + node.size() + " entries; at most " + most
                        + " are taken at once");
            }
            return node;
        });
    }

    /** Which of several fields is there. */
    public String exactlyOne(String... names) {
        List<String> present = Arrays.stream(names).filter(this::has).toList();
        if (present.size() != 1) {
            throw Problem.badRequest("exactly one of " + String.join(", ", names) + " is needed"
                    + (prefix.isEmpty() ? "" : " in " + prefix.substring(0, prefix.length() - 1)) + ", not "
                    + (present.isEmpty() ? "none" : String.join(" and ", present)));
        }
        return present.getFirst();
    }

    /** What to throw when a field's value cannot be used. */
    public Problem wrong(String name, String what) {
        return Problem.badRequest("'" + prefix + name + "' " + what);
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
