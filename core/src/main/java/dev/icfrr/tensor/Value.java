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
 * The content of a file or a part of it: a tensor, a plain value, a container, or an inert part that keeps the file's
 * description ({@link Opaque}, {@link Global}). Containers are equal only if they are the same object, and
 * {@code toString} never descends into them, so that cyclic or heavily shared structures are harmless.
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
         * Returns the number as a {@code long}.
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

    /** A string of bytes; two of them are equal only if they are the same object. */
    final class Bytes implements Value {
        private final byte[] value;

        /** Wraps the array, which must not change afterwards. */
        Bytes(byte[] value) {
            this.value = value;
        }

        /** Returns a copy of the bytes. */
        public byte[] value() {
            return value.clone();
        }

        /** Returns the array itself, for readers within this package. */
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

        /** Python's container types. */
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

        /** Returns the type of Python's container. */
        public Kind kind() {
            return kind;
        }

        /** Returns the items as an unmodifiable list. */
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

        /** Creates a dictionary with these entries, in the map's order. */
        public static Dict of(Map<String, ? extends Value> entries) {
            Dict dict = new Dict(false);
            entries.forEach((key, value) -> dict.put(new Text(key), value));
            return dict;
        }

        /** Creates an {@code OrderedDict}, the type of a {@code state_dict}, with these entries, in the map's order. */
        public static Dict ordered(Map<String, ? extends Value> entries) {
            Dict dict = new Dict(true);
            entries.forEach((key, value) -> dict.put(new Text(key), value));
            return dict;
        }

        /** Returns whether this is an {@code OrderedDict}. */
        public boolean isOrdered() {
            return ordered;
        }

        /** Returns the entries as an unmodifiable list. */
        public List<Entry> entries() {
            return Collections.unmodifiableList(entries);
        }

        /** Returns the number of entries. */
        public int size() {
            return entries.size();
        }

        /** Returns the value of a string key, if present. */
        public Optional<Value> get(String key) {
            Integer place = places.get(key);
            return place == null
                    ? Optional.empty()
                    : Optional.of(entries.get(place).value());
        }

        /**
         * Returns the attributes of the dictionary object itself, for example {@code _metadata} of a
         * {@code state_dict}.
         */
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

        /** Returns the object by which keys are compared. Comparable types only, so that colliding hashes stay fast. */
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
        /** Returns module and name, separated by a dot. */
        public String qualifiedName() {
            return module.isEmpty() ? name : module + "." + name;
        }

        @Override
        public String toString() {
            return "name " + PrintableText.shorten(qualifiedName());
        }
    }

    /**
     * An object of a class that this reader does not build. It holds the file's description for inspection; none of it
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

        /** Returns the class, or the function that would have returned the object. */
        public Global type() {
            return type;
        }

        /** Returns the arguments of the class or function, normally a tuple. */
        public Value arguments() {
            return arguments;
        }

        /** Returns the state that would have been restored, normally a dictionary of attributes. */
        public Optional<Value> state() {
            return Optional.ofNullable(state);
        }

        /** Returns the items that would have been appended to the object, or the keys and values set on it by turns. */
        public List<Value> items() {
            return Collections.unmodifiableList(items);
        }

        /** Returns the attribute of this name if the state is a dictionary that has it. */
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
     * Returns the value of a plain Java object: {@code null}, a boolean, whole number, {@code Double}, {@code Float},
     * string, {@code byte[]}, map (in its order), list, or a value itself.
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
