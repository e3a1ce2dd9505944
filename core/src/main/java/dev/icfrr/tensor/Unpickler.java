package dev.icfrr.tensor;

import dev.icfrr.tensor.Value.Bool;
import dev.icfrr.tensor.Value.Bytes;
import dev.icfrr.tensor.Value.Dict;
import dev.icfrr.tensor.Value.Global;
import dev.icfrr.tensor.Value.Int;
import dev.icfrr.tensor.Value.None;
import dev.icfrr.tensor.Value.Opaque;
import dev.icfrr.tensor.Value.Real;
import dev.icfrr.tensor.Value.Sequence;
import dev.icfrr.tensor.Value.Text;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a pickle of protocols 0 to 5 as data. Classes and functions stay names unless {@link PickleTypes} knows them,
 * and no code in a file is ever run. Nothing recurses; memory stays in proportion to the input.
 */
final class Unpickler {

    /** Far above any checkpoint, and some hundred megabytes at worst. */
    private static final long MOST_VALUES = 5_000_000;
    /** A pickle that was deflated may hold this many values for each byte it takes in the file, ... */
    private static final long VALUES_PER_BYTE = 4;
    /** ... and this many in any case. */
    private static final long ALWAYS_ALLOWED = 200_000;

    private final PickleReader in;
    private final PickleTypes types;
    private final List<Value> stack = new ArrayList<>();
    private int[] marks = new int[16];
    private int markCount;
    private final Map<Long, Value> memo = new HashMap<>();
    private final IdentityHashMap<Opaque, Long> memoPlaces = new IdentityHashMap<>();
    private final long mostValues;
    private long made;

    /**
     * Creates a reader of one pickle.
     *
     * @param data the bytes that hold the pickle
     * @param start the byte at which it begins; it ends at its own STOP instruction
     * @param storedBytes its size in the file, which bounds the memory that it may demand
     * @param types the allow-list of classes and functions
     * @param file the file, for messages
     * @param entry the part of the file, for messages
     */
    Unpickler(MemorySegment data, long start, long storedBytes, PickleTypes types, Object file, String entry) {
        this.mostValues = Math.min(MOST_VALUES, Math.max(ALWAYS_ALLOWED, storedBytes * VALUES_PER_BYTE));
        this.in = new PickleReader(data, start, file, entry);
        this.types = types;
    }

    /** Returns the byte after the pickle; call it after {@link #load}. */
    long end() {
        return in.position();
    }

    /**
     * Reads the value.
     *
     * @throws TensorFormatException if the pickle is damaged or demands too much memory; the message names the byte
     */
    Value load() throws TensorFormatException {
        types.allowCopies(in.size() - in.position());
        while (true) {
            long at = in.position();
            int instruction = in.u1();
            if (instruction == '.') {
                Value result = pop(at);
                if (!stack.isEmpty() || markCount > 0) {
                    throw in.fault(at, "the pickle ends with values left over: it is damaged");
                }
                return result;
            }
            try {
                step(instruction, at);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw in.fault(at, String.valueOf(e.getMessage()));
            }
        }
    }

    private void step(int instruction, long at) throws TensorFormatException {
        switch (instruction) {
            case 0x80 -> protocol(at);
            case 0x95 -> frame(at);
            // Scalars
            case 'N' -> push(None.NONE, at);
            case 0x88 -> push(new Bool(true), at);
            case 0x89 -> push(new Bool(false), at);
            case 'I' -> push(lineInt(), at);
            case 'L' -> push(new Int(in.decimal(in.line())), at);
            case 'J' -> pushInt(in.i4(), at);
            case 'K' -> pushInt(in.u1(), at);
            case 'M' -> pushInt(in.u2(), at);
            case 0x8a -> push(new Int(in.littleEndian(in.u1())), at);
            case 0x8b -> push(new Int(in.littleEndian(in.i4())), at);
            case 'F' -> push(new Real(in.realNumber(in.line())), at);
            case 'G' -> push(new Real(in.bigEndianDouble()), at);
            // Strings
            case 'S' -> push(new Text(PickleText.unquote(in.latin1Line())), at);
            case 'T' -> push(latin1(in.i4()), at);
            case 'U' -> push(latin1(in.u1()), at);
            case 'V' -> push(new Text(PickleText.rawUnicodeEscape(in.latin1Line())), at);
            case 'X' -> push(new Text(in.utf8(in.u4())), at);
            case 0x8c -> push(new Text(in.utf8(in.u1())), at);
            case 0x8d -> push(new Text(in.utf8(in.i8())), at);
            case 'B' -> push(new Bytes(in.bytes(in.u4())), at);
            case 'C' -> push(new Bytes(in.bytes(in.u1())), at);
            case 0x8e, 0x96 -> push(new Bytes(in.bytes(in.i8())), at);
            // Containers
            case '(' -> mark(at);
            case ')' -> push(tuple(List.of()), at);
            case 't' -> push(tuple(popMark(at)), at);
            case 0x85, 0x86, 0x87 -> push(tuple(popItems(instruction - 0x84, at)), at);
            case ']' -> push(new Sequence(Sequence.Kind.LIST, new ArrayList<>(0)), at);
            case 'l' -> push(new Sequence(Sequence.Kind.LIST, popMark(at)), at);
            case 0x8f -> push(new Sequence(Sequence.Kind.SET, new ArrayList<>(0)), at);
            case 0x91 -> push(new Sequence(Sequence.Kind.SET, popMark(at)), at);
            case '}' -> push(new Dict(false), at);
            case 'd' -> {
                List<Value> items = popMark(at);
                push(new Dict(false), at);
                setItems(items, at);
            }
            case 'a' -> append(List.of(pop(at)), at);
            case 'e', 0x90 -> append(popMark(at), at);
            case 's' -> setItems(popItems(2, at), at);
            case 'u' -> setItems(popMark(at), at);
            // Stack and memo
            case '0' -> discard(at);
            case '1' -> popMark(at);
            case '2' -> push(top(at), at);
            case 'p' -> memoize(in.decimal(in.line()).longValueExact(), at);
            case 'q' -> memoize(in.u1(), at);
            case 'r' -> memoize(in.u4(), at);
            case 0x94 -> memoize(memo.size(), at);
            case 'g' -> recall(in.decimal(in.line()).longValueExact(), at);
            case 'h' -> recall(in.u1(), at);
            case 'j' -> recall(in.u4(), at);
            // Names and objects
            case 'c' -> push(new Global(in.line(), in.line()), at);
            case 0x93 -> {
                Value name = pop(at);
                push(global(pop(at), name, at), at);
            }
            case 'R', 0x81 -> {
                Value arguments = pop(at);
                push(types.construct(pop(at), arguments), at);
            }
            case 0x92 -> {
                Value named = pop(at);
                Value arguments = pop(at);
                push(types.constructWithNames(pop(at), arguments, named), at);
            }
            case 'i' -> {
                Global type = new Global(in.line(), in.line());
                push(types.construct(type, tuple(popMark(at))), at);
            }
            case 'o' -> {
                List<Value> items = popMark(at);
                if (items.isEmpty()) {
                    throw in.fault(at, "an object without a class");
                }
                Value type = items.removeFirst();
                push(types.construct(type, tuple(items)), at);
            }
            case 'b' -> build(at);
            case 'P' -> push(types.persistent(new Text(in.line())), at);
            case 'Q' -> push(types.persistent(pop(at)), at);
            case 0x82 -> push(extension(in.u1()), at);
            case 0x83 -> push(extension(in.u2()), at);
            case 0x84 -> push(extension(in.u4()), at);
            case 0x97 -> push(new Opaque(new Global("pickle", "out-of-band buffer"), tuple(List.of())), at);
            case 0x98 -> top(at);
            default ->
                throw in.fault(
                        at,
                        "0x%02x is not a pickle instruction: the file is damaged or no pickle".formatted(instruction));
        }
    }

    private void protocol(long at) throws TensorFormatException {
        int protocol = in.u1();
        if (protocol > 5) {
            throw in.fault(at, "pickle protocol " + protocol + " is unknown; 0 to 5 are supported");
        }
    }

    private void frame(long at) throws TensorFormatException {
        long length = in.i8();
        if (length < 0 || length > in.size() - in.position()) {
            throw in.fault(
                    at,
                    "a frame of " + Long.toUnsignedString(length) + " bytes does not fit the "
                            + (in.size() - in.position()) + " bytes that are left: the file is damaged or was cut off");
        }
    }

    private Value lineInt() throws TensorFormatException {
        String line = in.line();
        return switch (line) {
            case "00" -> new Bool(false);
            case "01" -> new Bool(true);
            default -> new Int(in.decimal(line));
        };
    }

    /**
     * Reads a Python 2 string, which is text in practice; {@code NumpyTypes} and others convert it where they need
     * bytes.
     */
    private Value latin1(long length) throws TensorFormatException {
        return new Text(new String(in.bytes(length), StandardCharsets.ISO_8859_1));
    }

    private static Opaque extension(long code) {
        return new Opaque(new Global("copyreg", "extension " + code), tuple(List.of()));
    }

    private Global global(Value module, Value name, long at) throws TensorFormatException {
        if (module instanceof Text moduleText && name instanceof Text nameText) {
            return new Global(moduleText.value(), nameText.value());
        }
        throw in.fault(at, "a class is named by something that is not a string");
    }

    private static Sequence tuple(List<Value> items) {
        return new Sequence(Sequence.Kind.TUPLE, items);
    }

    private void append(List<Value> items, long at) throws TensorFormatException {
        switch (top(at)) {
            case Sequence sequence when sequence.kind() != Sequence.Kind.TUPLE -> items.forEach(sequence::add);
            case Opaque opaque -> items.forEach(opaque::add);
            case Value other -> throw in.fault(at, "items are appended to " + other);
        }
    }

    private void setItems(List<Value> items, long at) throws TensorFormatException {
        if (items.size() % 2 != 0) {
            throw in.fault(at, "a key without a value");
        }
        switch (top(at)) {
            case Dict dict -> {
                for (int i = 0; i < items.size(); i += 2) {
                    dict.put(items.get(i), items.get(i + 1));
                }
            }
            case Opaque opaque -> items.forEach(opaque::add);
            case Value other -> throw in.fault(at, "keys are set on " + other);
        }
    }

    private void build(long at) throws TensorFormatException {
        Value state = pop(at);
        Value object = pop(at);
        Value built = types.build(object, state);
        push(built, at);
        if (built instanceof Tensor && object instanceof Opaque opaque) {
            Long place = memoPlaces.remove(opaque);
            if (place != null) {
                memo.put(place, built);
            }
        }
    }

    private void memoize(long place, long at) throws TensorFormatException {
        Value value = top(at);
        count(at);
        memo.put(place, value);
        if (value instanceof Opaque opaque) {
            memoPlaces.putIfAbsent(opaque, place);
        }
    }

    private void recall(long place, long at) throws TensorFormatException {
        Value value = memo.get(place);
        if (value == null) {
            throw in.fault(at, "the memo has no entry " + place + ": the pickle is damaged");
        }
        push(value, at);
    }

    private void pushInt(int value, long at) throws TensorFormatException {
        push(new Int(BigInteger.valueOf(value)), at);
    }

    private void push(Value value, long at) throws TensorFormatException {
        count(at);
        stack.add(value);
    }

    private void count(long at) throws TensorFormatException {
        if (++made > mostValues) {
            throw in.fault(at, "the pickle has more than " + mostValues + " values");
        }
    }

    private void mark(long at) throws TensorFormatException {
        count(at);
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, marks.length * 2);
        }
        marks[markCount++] = stack.size();
    }

    private int floor() {
        return markCount == 0 ? 0 : marks[markCount - 1];
    }

    private Value top(long at) throws TensorFormatException {
        if (stack.size() <= floor()) {
            throw in.fault(at, "the pickle takes a value that is not there: it is damaged");
        }
        return stack.getLast();
    }

    private Value pop(long at) throws TensorFormatException {
        Value value = top(at);
        stack.removeLast();
        return value;
    }

    /** Runs POP, which also removes a mark that nothing follows. */
    private void discard(long at) throws TensorFormatException {
        if (markCount > 0 && stack.size() == floor()) {
            markCount--;
        } else {
            pop(at);
        }
    }

    private List<Value> popItems(int number, long at) throws TensorFormatException {
        if (stack.size() - floor() < number) {
            throw in.fault(at, "the pickle takes a value that is not there: it is damaged");
        }
        return take(stack.size() - number);
    }

    private List<Value> popMark(long at) throws TensorFormatException {
        if (markCount == 0) {
            throw in.fault(at, "the pickle goes back to a mark that is not there: it is damaged");
        }
        return take(marks[--markCount]);
    }

    private List<Value> take(int from) {
        List<Value> tail = stack.subList(from, stack.size());
        List<Value> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }
}
