package dev.icfrr.tensor;

import dev.icfrr.tensor.Value.Global;
import dev.icfrr.tensor.Value.Int;
import dev.icfrr.tensor.Value.Opaque;
import dev.icfrr.tensor.Value.Sequence;
import dev.icfrr.tensor.Value.Text;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds tensors and parameters from the functions by which PyTorch pickles them and from references to storages. */
final class TorchTypes {

    /** Loads storages by key. */
    interface Storages {
        /**
         * Returns the storage of a key.
         *
         * @param key the storage's name within the file
         * @param dtype the type of its elements
         * @param elements their number as the pickle states it
         * @param part {@code (key, offset, size)} of a part of the storage in the legacy format
         * @return a tensor of one dimension, or an inert value if the storage is not needed
         * @throws TensorFormatException if the file lacks the storage
         */
        Value load(String key, DType dtype, long elements, @Nullable Sequence part) throws TensorFormatException;
    }

    private final Storages storages;

    TorchTypes(Storages storages) {
        this.storages = storages;
    }

    /**
     * Returns the value of a persistent id: the storage of {@code ("storage", type, key, location, elements[, part])},
     * or the class of {@code ("module", class, file, source)}, by which the legacy format names classes of modules.
     */
    Value persistent(Value id) throws TensorFormatException {
        if (id instanceof Sequence sequence
                && sequence.items().size() >= 2
                && sequence.items().getFirst() instanceof Text tag
                && tag.value().equals("module")
                && sequence.items().get(1) instanceof Global type) {
            return type;
        }
        if (!(id instanceof Sequence sequence)
                || sequence.items().size() < 5
                || !(sequence.items().get(0) instanceof Text tag)
                || !tag.value().equals("storage")
                || !(sequence.items().get(1) instanceof Global type)
                || !(sequence.items().get(2) instanceof Text key)) {
            return new Opaque(new Global("pickle", "persistent id"), id);
        }
        Optional<DType> dtype = storageType(type);
        if (dtype.isEmpty()) {
            return new Opaque(type, id);
        }
        List<Value> items = sequence.items();
        Sequence part = items.size() > 5 && items.get(5) instanceof Sequence view ? view : null;
        return storages.load(key.value(), dtype.get(), longOf(items.get(4)), part);
    }

    private static Optional<DType> storageType(Global type) {
        return switch (type.module()) {
            case "torch", "torch.cuda", "torch.storage" ->
                type.name().equals("UntypedStorage") || type.name().equals("_UntypedStorage")
                        ? Optional.of(DType.UINT8)
                        : DType.ofStorageName(type.name());
            default -> Optional.empty();
        };
    }

    /** Returns the tensor or parameter of a call; an inert value for every other function. */
    Value construct(Global type, Sequence arguments) {
        List<Value> args = arguments.items();
        Optional<Tensor> tensor = switch (type.qualifiedName()) {
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
                hasOwnRule(args, 6) ? Optional.empty() : rebuilt(args, null);
            case "torch._utils._rebuild_tensor_v3" ->
                hasOwnRule(args, 7) ? Optional.empty() : rebuilt(args, args.size() > 6 ? args.get(6) : null);
            // The first argument is fastai's subclass, which changes no values.
            case "fastai.torch_core._fa_rebuild_tensor" ->
                args.isEmpty() || hasOwnRule(args, 7) ? Optional.empty() : rebuilt(args.subList(1, args.size()), null);
            case "torch._utils._rebuild_parameter",
                    "torch._utils._rebuild_parameter_with_state",
                    "torch.nn.parameter.Parameter" ->
                args.isEmpty() || !(args.getFirst() instanceof Tensor data) ? Optional.empty() : Optional.of(data);
            case "torch._tensor._rebuild_from_type_v2",
                    "torch._tensor._rebuild_from_type",
                    "torch.tensor._rebuild_from_type" -> ofType(args);
            default -> Optional.empty();
        };
        return tensor.isPresent() ? tensor.get() : new Opaque(type, arguments);
    }

    /**
     * Returns whether the metadata of a tensor, if it has any, asks for values other than those in its storage:
     * {@code neg} and {@code conj} change signs on reading, and the meaning of other marks is unknown.
     */
    private static boolean hasOwnRule(List<Value> args, int place) {
        if (args.size() <= place || args.get(place) instanceof Value.None) {
            return false;
        }
        return !(args.get(place) instanceof Value.Dict metadata)
                || metadata.entries().stream().anyMatch(entry -> !entry.value().equals(new Value.Bool(false)));
    }

    /**
     * Returns the tensor of {@code (function, class, arguments, state)}: a tensor of any subclass, or one with Python
     * attributes. PyTorch first calls the function, then gives the result the class, which leaves the values alone.
     */
    private Optional<Tensor> ofType(List<Value> args) {
        if (args.size() == 4
                && args.get(0) instanceof Global function
                && args.get(1) instanceof Global
                && args.get(2) instanceof Sequence arguments
                && !function.name().startsWith("_rebuild_from_type")
                && construct(function, arguments) instanceof Tensor tensor) {
            return Optional.of(tensor);
        }
        return Optional.empty();
    }

    /** Returns the tensor of {@code (storage, offset, size, stride, ...)}; empty if the storage is inert. */
    private static Optional<Tensor> rebuilt(List<Value> args, @Nullable Value dtype) {
        if (args.size() < 4) {
            throw new IllegalArgumentException(
                    "a tensor described by " + args.size() + " values; at least 4 are needed");
        }
        if (!(args.get(0) instanceof Tensor storage)) {
            if (args.get(0) instanceof Opaque) {
                return Optional.empty();
            }
            throw new IllegalArgumentException("a tensor whose storage is " + args.get(0));
        }
        DType type = storage.dtype();
        if (dtype != null) {
            if (!(dtype instanceof Global named) || !named.module().equals("torch")) {
                throw new IllegalArgumentException("a tensor whose type is " + dtype);
            }
            Optional<DType> known = DType.ofTorchName(named.name());
            if (known.isEmpty()) {
                return Optional.empty();
            }
            type = known.get();
        }
        return Optional.of(storage.restrided(type, longOf(args.get(1)), longsOf(args.get(2)), longsOf(args.get(3))));
    }

    static long longOf(Value value) {
        if (value instanceof Int number && number.value().bitLength() < 64) {
            return number.value().longValue();
        }
        throw new IllegalArgumentException("a number of 64 bits is needed where " + value + " stands");
    }

    static long[] longsOf(Value value) {
        if (!(value instanceof Sequence sequence) || sequence.items().size() > Shapes.MAX_RANK) {
            throw new IllegalArgumentException(
                    "sizes of at most " + Shapes.MAX_RANK + " dimensions are needed where " + value + " stands");
        }
        return sequence.items().stream().mapToLong(TorchTypes::longOf).toArray();
    }
}
