package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds: a tensor, a plain value, a container, or a part that was kept as it is described in the file
 * without being run ({@link Opaque}, {@link Global}). Containers are the same only if they are the same object, and
 * {@code toString} never descends into them, so that cyclic or heavily shared structures stay harmless.
 */
public sealed interface Value
        permits Value.None,
                Value.Bool,
                Value.Int,
                Value.Real,
                Value.Text,
                Value.Bytes,
                Value.Sequence,
                Value.Dict,
                Value.Global,
                Value.Opaque,
                Tensor {

    /** Python's {@code None}. */
    enum None implements Value {
        NONE;

        @Override
        public String toString() {
            return "None";
        }
    }

    /** A truth value. */
    record Bool(boolean value) implements Value {
        @Override
        public String toString() {
            return value ? "True" : "False";
        }
    }

    /** A whole number of any size. */
    record Int(BigInteger value) implements Value {
        /**
         * The number as a {@code long}.
         *
         * @throws ArithmeticException beyond the range of {@code long}
         */
        public long longValue() {
            return value.longValueExact();
        }

        @Override
        public String toString() {
            return value.bitLength() <= 256 ? value.toString() : "a whole number of " + value.bitLength() + " bits";
        }
    }

    /** A floating-point number. */
    record Real(double value) implements Value {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /** A string. */
    record Text(String value) implements Value {
        @Override
        public String toString() {
            return PrintableText.quote(value);
        }
    }

    /** A string of bytes; two of them are the same only if they are the same object. */
    final class Bytes implements Value {
        private final byte[] value;

        /** Takes the array over; it must not change afterwards. */
        Bytes(byte[] value) {
            this.value = value;
        }

        /** A copy of the bytes. */
        public byte[] value() {
            return value.clone();
        }

        /** The array itself, for readers within this package. */
        byte[] shared() {
            return value;
        }

        @Override
        public String toString() {
            return value.length + " bytes";
        }
    }

    /** A list, tuple or set, in the order of the file. */
    final class Sequence implements Value {

        /** Which of Python's containers it was. */
        public enum Kind {
            LIST,
            TUPLE,
            SET
        }

        private final Kind kind;
        private final List<Value> items;

        Sequence(Kind kind, List<Value> items) {
            this.kind = kind;
            this.items = items;
        }

        /** Which of Python's containers it was. */
        public Kind kind() {
            return kind;
        }

        /** The items; cannot be changed. */
        public List<Value> items() {
            return Collections.unmodifiableList(items);
        }

        void add(Value item) {
            items.add(item);
        }

        @Override
        public String toString() {
            String name = switch (kind) {
                case LIST -> "list";
                case TUPLE -> "tuple";
                case SET -> "set";
            };
            return name + " of " + items.size();
        }
    }

    /** A {@code dict} or {@code OrderedDict} in the order of the file. */
    final class Dict implements Value {

        /** One key with its value. */
        public record Entry(Value key, Value value) {}

        private final boolean ordered;
        private final List<Entry> entries = new ArrayList<>(0);
        private final Map<Object, Integer> places = new HashMap<>();
        private @Nullable Value attributes;

        Dict(boolean ordered) {
            this.ordered = ordered;
        }

        /** A dictionary with these entries, in the map's order. */
        public static Dict of(Map<String, ? extends Value> entries) {
            Dict dict = new Dict(false);
            entries.forEach((key, value) -> dict.put(new Text(key), value));
            return dict;
        }

        /** The same as an {@code OrderedDict}, which is what a {@code state_dict} is. */
        public static Dict ordered(Map<String, ? extends Value> entries) {
            Dict dict = new Dict(true);
            entries.forEach((key, value) -> dict.put(new Text(key), value));
            return dict;
        }

        /** Whether it was an {@code OrderedDict}. */
        public boolean isOrdered() {
            return ordered;
        }

        /** The entries; cannot be changed. */
        public List<Entry> entries() {
            return Collections.unmodifiableList(entries);
        }

        /** Number of entries. */
        public int size() {
            return entries.size();
        }

        /** The value of a string key. */
        public Optional<Value> get(String key) {
            Integer place = places.get(key);
            return place == null
                    ? Optional.empty()
                    : Optional.of(entries.get(place).value());
        }

        /** Attributes of the dictionary object itself, for example {@code _metadata} of a {@code state_dict}. */
        public Optional<Value> attributes() {
            return Optional.ofNullable(attributes);
        }

        void put(Value key, Value value) {
            Integer place = places.putIfAbsent(identity(key), entries.size());
            if (place == null) {
                entries.add(new Entry(key, value));
            } else {
                entries.set(place, new Entry(entries.get(place).key(), value));
            }
        }

        void attributes(Value state) {
            attributes = state;
        }

        /** What makes two keys equal. Comparable types only, so that colliding hashes do not make look-ups slow. */
        private static Object identity(Value key) {
            return switch (key) {
                case Text text -> text.value();
                case Int number when number.value().bitLength() <= 1024 -> number.value();
                case Bool bool -> bool.value() ? BigInteger.ONE : BigInteger.ZERO;
                case Real real -> real.value();
                default -> key;
            };
        }

        @Override
        public String toString() {
            return (ordered ? "OrderedDict of " : "dict of ") + entries.size();
        }
    }

    /** A class or function that the file names. It is only a name: nothing is loaded or run. */
    record Global(String module, String name) implements Value {
        /** Module and name with a dot between. */
        public String qualifiedName() {
            return module.isEmpty() ? name : module + "." + name;
        }

        @Override
        public String toString() {
            return "name " + PrintableText.shorten(qualifiedName());
        }
    }

    /**
     * An object of a class that this reader does not build: what the file says of it, for looking at. Nothing of it
     * was run.
     */
    final class Opaque implements Value {
        private final Global type;
        private final Value arguments;
        private @Nullable Value state;
        private final List<Value> items = new ArrayList<>(0);

        Opaque(Global type, Value arguments) {
            this.type = type;
            this.arguments = arguments;
        }

        /** The class, or the function whose result it would have been. */
        public Global type() {
            return type;
        }

        /** What the class or function would have been called with, normally a tuple. */
        public Value arguments() {
            return arguments;
        }

        /** The state that would have been restored, normally a dictionary of attributes. */
        public Optional<Value> state() {
            return Optional.ofNullable(state);
        }

        /** What would have been appended or set on the object: items, or keys and values by turns. */
        public List<Value> items() {
            return Collections.unmodifiableList(items);
        }

        /** The attribute of this name in a state that is a dictionary. */
        public Optional<Value> attribute(String name) {
            return state instanceof Dict attributes ? attributes.get(name) : Optional.empty();
        }

        void state(Value newState) {
            state = newState;
        }

        void add(Value item) {
            items.add(item);
        }

        @Override
        public String toString() {
            return "inert " + PrintableText.shorten(type.qualifiedName());
        }
    }

    /**
     * The value of plain Java objects: {@code null}, booleans, whole numbers, {@code Double}, {@code Float}, strings,
     * {@code byte[]}, maps (in their order), lists and values themselves.
     *
     * @throws IllegalArgumentException for other classes
     */
    static Value of(@Nullable Object object) {
        return switch (object) {
            case null -> None.NONE;
            case Value value -> value;
            case Boolean bool -> new Bool(bool);
            case BigInteger number -> new Int(number);
            case Long number -> new Int(BigInteger.valueOf(number));
            case Integer number -> new Int(BigInteger.valueOf(number));
            case Double number -> new Real(number);
            case Float number -> new Real(number);
            case String text -> new Text(text);
            case byte[] bytes -> new Bytes(bytes.clone());
            case Map<?, ?> map -> {
                Dict dict = new Dict(false);
                map.forEach((key, value) -> dict.put(of(key), of(value)));
                yield dict;
            }
            case List<?> list -> {
                List<Value> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(of(item)));
                yield new Sequence(Sequence.Kind.LIST, items);
            }
            default ->
                throw new IllegalArgumentException(
                        "a tensor file cannot hold a " + object.getClass().getName());
        };
    }
}
