package dev.icfrr.tensor;

import dev.icfrr.tensor.Value.Bytes;
import dev.icfrr.tensor.Value.Dict;
import dev.icfrr.tensor.Value.Global;
import dev.icfrr.tensor.Value.Opaque;
import dev.icfrr.tensor.Value.Sequence;
import dev.icfrr.tensor.Value.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The allow-list of classes and functions of a pickle that become values. Every other one becomes an {@link Opaque},
 * which only records the file's description.
 */
final class PickleTypes {

    /** The type of the result of calling anything but a named class or function. */
    private static final Global CALL = new Global("", "call of a value");

    private final TorchTypes torch;
    private long copiesLeft;

    PickleTypes(TorchTypes torch) {
        this.torch = torch;
    }

    /**
     * Sets how many items may be copied from one container into another. A pickle can name the same container again and
     * again; without a limit a small file could demand any amount of memory.
     */
    void allowCopies(long items) {
        copiesLeft = items;
    }

    /**
     * Returns the value of calling {@code type} with {@code arguments}; an {@link Opaque} unless the type is allowed.
     */
    Value construct(Value type, Value arguments) {
        if (!(type instanceof Global global)) {
            return new Opaque(CALL, pair(type, arguments));
        }
        if (!(arguments instanceof Sequence sequence)) {
            return new Opaque(global, arguments);
        }
        List<Value> args = sequence.items();
        return switch (global.qualifiedName()) {
            case "collections.OrderedDict" -> dict(global, sequence, true);
            case "builtins.dict", "__builtin__.dict" -> dict(global, sequence, false);
            case "collections.defaultdict" -> new Dict(false);
            case "builtins.list", "__builtin__.list" -> container(global, sequence, Sequence.Kind.LIST);
            case "builtins.tuple", "__builtin__.tuple", "torch.Size" ->
                container(global, sequence, Sequence.Kind.TUPLE);
            case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset" ->
                container(global, sequence, Sequence.Kind.SET);
            case "_codecs.encode" -> encoded(global, sequence);
            case "builtins.bytes", "__builtin__.bytes" ->
                args.isEmpty() ? new Bytes(new byte[0]) : opaque(global, sequence);
            case "builtins.bytearray", "__builtin__.bytearray" -> bytearray(global, sequence);
            case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" -> NumpyTypes.scalar(global, sequence);
            default -> torch.construct(global, sequence);
        };
    }

    /** Returns the value of a call with named arguments. */
    Value constructWithNames(Value type, Value arguments, Value named) {
        if (named instanceof Dict dict && dict.size() == 0) {
            return construct(type, arguments);
        }
        Global global = type instanceof Global known ? known : CALL;
        return new Opaque(global, pair(arguments, named));
    }

    /** Returns the value of a persistent id; see {@link TorchTypes#persistent}. */
    Value persistent(Value id) throws TensorFormatException {
        return torch.persistent(id);
    }

    /** Restores an object's state and returns the object, or the value that replaces it. */
    Value build(Value object, Value state) {
        switch (object) {
            case Dict dict -> dict.attributes(state);
            case Opaque opaque
            when NumpyTypes.isArray(opaque) -> {
                return NumpyTypes.array(opaque, state);
            }
            case Opaque opaque -> opaque.state(state);
            case Tensor tensor
            when !(state instanceof Dict) ->
                throw new IllegalArgumentException("the tensor " + tensor + " would be changed by " + state
                        + ": this is how PyTorch before 0.4 saved; load and save it again with a newer one");
            default -> {
                // Attributes of a tensor or container object: they do not change its values.
            }
        }
        return object;
    }

    static Opaque opaque(Global type, Value arguments) {
        return new Opaque(type, arguments);
    }

    private static Sequence pair(Value a, Value b) {
        return new Sequence(Sequence.Kind.TUPLE, List.of(a, b));
    }

    private Value dict(Global type, Sequence arguments, boolean ordered) {
        Dict dict = new Dict(ordered);
        if (arguments.items().isEmpty()) {
            return dict;
        }
        switch (arguments.items().getFirst()) {
            case Dict source -> {
                copying(source.size());
                source.entries().forEach(entry -> dict.put(entry.key(), entry.value()));
            }
            case Sequence source -> {
                copying(source.items().size());
                for (Value item : source.items()) {
                    if (!(item instanceof Sequence pair) || pair.items().size() != 2) {
                        return opaque(type, arguments);
                    }
                    dict.put(pair.items().get(0), pair.items().get(1));
                }
            }
            default -> {
                return opaque(type, arguments);
            }
        }
        return dict;
    }

    private Value container(Global type, Sequence arguments, Sequence.Kind kind) {
        if (arguments.items().isEmpty()) {
            return new Sequence(kind, new ArrayList<>(0));
        }
        if (!(arguments.items().getFirst() instanceof Sequence source)) {
            return opaque(type, arguments);
        }
        copying(source.items().size());
        return new Sequence(kind, new ArrayList<>(source.items()));
    }

    private Value encoded(Global type, Sequence arguments) {
        List<Value> args = arguments.items();
        if (args.size() == 2
                && args.get(0) instanceof Text text
                && args.get(1) instanceof Text charset
                && (charset.value().equals("latin1") || charset.value().equals("latin-1"))
                && text.value().chars().allMatch(c -> c < 256)) {
            copying(text.value().length());
            return new Bytes(text.value().getBytes(StandardCharsets.ISO_8859_1));
        }
        return opaque(type, arguments);
    }

    private Value bytearray(Global type, Sequence arguments) {
        List<Value> args = arguments.items();
        if (args.isEmpty()) {
            return new Bytes(new byte[0]);
        }
        return args.getFirst() instanceof Bytes bytes ? bytes : encoded(type, arguments);
    }

    private void copying(long items) {
        copiesLeft -= items;
        if (copiesLeft < 0) {
            throw new IllegalArgumentException("the pickle repeats its containers beyond its own size");
        }
    }
}
