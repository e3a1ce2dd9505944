package dev.icfrr.tensor;

import dev.icfrr.tensor.Value.Bool;
import dev.icfrr.tensor.Value.Bytes;
import dev.icfrr.tensor.Value.Global;
import dev.icfrr.tensor.Value.Int;
import dev.icfrr.tensor.Value.Opaque;
import dev.icfrr.tensor.Value.Real;
import dev.icfrr.tensor.Value.Sequence;
import dev.icfrr.tensor.Value.Text;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Builds NumPy arrays and scalars of a pickle. Types without a {@link DType} (strings, objects, records) stay inert.
 */
final class NumpyTypes {

    /** An element type with its byte order. */
    record Described(DType dtype, ByteOrder order) {}

    private NumpyTypes() {}

    /** Returns the type of a NumPy description such as {@code <f4} or {@code |b1}; empty if it has no {@link DType}. */
    static Optional<Described> describe(String description) {
        if (description.isEmpty()) {
            return Optional.empty();
        }
        char first = description.charAt(0);
        boolean marked = first == '<' || first == '>' || first == '=' || first == '|';
        ByteOrder order = first == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return DType.ofNumpyCode(marked ? description.substring(1) : codeOf(description))
                .map(dtype -> new Described(dtype, order));
    }

    /**
     * Returns the code of a type's name, which {@code numpy.dtype} takes too, though not with a byte order. Names of C
     * types have the sizes of 64-bit Linux.
     */
    private static String codeOf(String name) {
        return switch (name) {
            case "bool", "bool_", "bool8" -> "b1";
            case "int8", "byte" -> "i1";
            case "uint8", "ubyte" -> "u1";
            case "int16", "short" -> "i2";
            case "uint16", "ushort" -> "u2";
            case "int32", "intc" -> "i4";
            case "uint32", "uintc" -> "u4";
            case "int64", "int", "int_", "int0", "intp", "long", "longlong" -> "i8";
            case "uint64", "uint", "uint0", "uintp", "ulong", "ulonglong" -> "u8";
            case "float16", "half" -> "f2";
            case "float32", "single" -> "f4";
            case "float64", "float", "float_", "double" -> "f8";
            case "complex64", "csingle", "singlecomplex" -> "c8";
            case "complex128", "complex", "complex_", "cdouble", "cfloat" -> "c16";
            default -> name;
        };
    }

    /** Returns whether an inert object is an array whose state is still to come. */
    static boolean isArray(Opaque object) {
        return object.type().name().equals("_reconstruct")
                && (object.type().module().equals("numpy.core.multiarray")
                        || object.type().module().equals("numpy._core.multiarray"));
    }

    /**
     * Returns the array of {@code (version, shape, dtype, is Fortran, bytes)}; the inert object if it has no numbers.
     */
    static Value array(Opaque object, Value state) {
        if (state instanceof Sequence sequence && sequence.items().size() == 5) {
            List<Value> items = sequence.items();
            Optional<Described> type = typeOf(items.get(2));
            if (type.isPresent() && items.get(4) instanceof Bytes content) {
                byte[] bytes = content.shared();
                long[] shape = TorchTypes.longsOf(items.get(1));
                boolean columnMajor = items.get(3) instanceof Bool bool && bool.value();
                Described described = type.get();
                long needed = Shapes.count(shape);
                if (needed != bytes.length / described.dtype().bytes()
                        || bytes.length % described.dtype().bytes() != 0) {
                    throw new IllegalArgumentException("a NumPy array of " + needed + " elements of type "
                            + described.dtype() + " with " + bytes.length + " bytes");
                }
                return Tensor.view(
                        described.dtype(),
                        MemorySegment.ofArray(bytes),
                        described.order(),
                        0,
                        shape,
                        columnMajor ? Shapes.columnMajor(shape) : Shapes.rowMajor(shape));
            }
        }
        object.state(state);
        return object;
    }

    /** Returns the number of {@code (dtype, bytes)}. */
    static Value scalar(Global function, Sequence arguments) {
        List<Value> args = arguments.items();
        if (args.size() == 2 && args.get(1) instanceof Bytes content) {
            byte[] bytes = content.shared();
            Optional<Described> type = typeOf(args.get(0));
            if (type.isPresent() && !type.get().dtype().isComplex()) {
                DType dtype = type.get().dtype();
                if (bytes.length != dtype.bytes()) {
                    throw new IllegalArgumentException("a NumPy " + dtype + " of " + bytes.length + " bytes");
                }
                Tensor number = Tensor.view(
                        dtype, MemorySegment.ofArray(bytes), type.get().order(), 0, new long[0], new long[0]);
                if (dtype == DType.BOOL) {
                    return new Bool(number.getLong() != 0);
                }
                if (dtype == DType.UINT64) {
                    long bits = new Elements(
                                    MemorySegment.ofArray(bytes),
                                    DType.INT64,
                                    type.get().order() == ByteOrder.BIG_ENDIAN)
                            .toLong(0);
                    return new Int(new BigInteger(Long.toUnsignedString(bits)));
                }
                return dtype.isInteger() ? new Int(BigInteger.valueOf(number.getLong())) : new Real(number.getDouble());
            }
        }
        return new Opaque(function, arguments);
    }

    /** Returns the type of {@code numpy.dtype(code, ...)} with the state {@code (version, byte order, ...)}. */
    private static Optional<Described> typeOf(Value value) {
        if (value instanceof Opaque dtype
                && dtype.type().module().equals("numpy")
                && dtype.type().name().equals("dtype")
                && dtype.arguments() instanceof Sequence arguments
                && !arguments.items().isEmpty()
                && arguments.items().getFirst() instanceof Text code) {
            boolean bigEndian = dtype.state().orElse(value) instanceof Sequence state
                    && state.items().size() > 1
                    && state.items().get(1) instanceof Text order
                    && order.value().equals(">");
            return describe((bigEndian ? ">" : "<") + code.value());
        }
        return Optional.empty();
    }
}
