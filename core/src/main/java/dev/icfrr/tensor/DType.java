package dev.icfrr.tensor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The element types of PyTorch tensors and NumPy arrays that can be read and written. */
public enum DType {
    BOOL(Kind.BOOL, 1, "bool", "BoolStorage", "b1"),
    UINT8(Kind.UNSIGNED, 1, "uint8", "ByteStorage", "u1"),
    INT8(Kind.SIGNED, 1, "int8", "CharStorage", "i1"),
    INT16(Kind.SIGNED, 2, "int16", "ShortStorage", "i2"),
    INT32(Kind.SIGNED, 4, "int32", "IntStorage", "i4"),
    INT64(Kind.SIGNED, 8, "int64", "LongStorage", "i8"),
    UINT16(Kind.UNSIGNED, 2, "uint16", null, "u2"),
    UINT32(Kind.UNSIGNED, 4, "uint32", null, "u4"),
    UINT64(Kind.UNSIGNED, 8, "uint64", null, "u8"),
    FLOAT16(Kind.FLOATING, 2, "float16", "HalfStorage", "f2"),
    BFLOAT16(Kind.FLOATING, 2, "bfloat16", "BFloat16Storage", null),
    FLOAT32(Kind.FLOATING, 4, "float32", "FloatStorage", "f4"),
    FLOAT64(Kind.FLOATING, 8, "float64", "DoubleStorage", "f8"),
    COMPLEX32(Kind.COMPLEX, 4, "complex32", null, null),
    COMPLEX64(Kind.COMPLEX, 8, "complex64", "ComplexFloatStorage", "c8"),
    COMPLEX128(Kind.COMPLEX, 16, "complex128", "ComplexDoubleStorage", "c16"),
    FLOAT8_E4M3FN(Kind.FLOATING, 1, "float8_e4m3fn", null, null),
    FLOAT8_E4M3FNUZ(Kind.FLOATING, 1, "float8_e4m3fnuz", null, null),
    FLOAT8_E5M2(Kind.FLOATING, 1, "float8_e5m2", null, null),
    FLOAT8_E5M2FNUZ(Kind.FLOATING, 1, "float8_e5m2fnuz", null, null),
    FLOAT8_E8M0FNU(Kind.FLOATING, 1, "float8_e8m0fnu", null, null);

    private enum Kind {
        BOOL,
        SIGNED,
        UNSIGNED,
        FLOATING,
        COMPLEX
    }

    private final Kind kind;
    private final int bytes;
    private final String torchName;
    private final @Nullable String storageName;
    private final @Nullable String numpyCode;

    DType(Kind kind, int bytes, String torchName, @Nullable String storageName, @Nullable String numpyCode) {
        this.kind = kind;
        this.bytes = bytes;
        this.torchName = torchName;
        this.storageName = storageName;
        this.numpyCode = numpyCode;
    }

    /** Returns the size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Returns the name after {@code torch.}, for example {@code float32}. */
    public String torchName() {
        return torchName;
    }

    /** Returns the class of PyTorch's typed storage; empty for types that PyTorch keeps in untyped storages. */
    public Optional<String> storageName() {
        return Optional.ofNullable(storageName);
    }

    /** Returns NumPy's type code without the byte order, for example {@code f4}; empty if NumPy has no such type. */
    public Optional<String> numpyCode() {
        return Optional.ofNullable(numpyCode);
    }

    /** Returns whether this is a real floating-point type. */
    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /** Returns whether this is a whole-number type; {@link #BOOL} counts as one, with the values 0 and 1. */
    public boolean isInteger() {
        return kind == Kind.BOOL || kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /** Returns whether an element is a pair of real and imaginary part. */
    public boolean isComplex() {
        return kind == Kind.COMPLEX;
    }

    /** Returns whether a {@code float} holds every value of this type exactly. */
    public boolean isSinglePrecision() {
        return switch (this) {
            case INT32, INT64, UINT32, UINT64, FLOAT64, COMPLEX32, COMPLEX64, COMPLEX128 -> false;
            default -> true;
        };
    }

    /** Returns the type {@code torch.<name>}, if it is known. */
    static Optional<DType> ofTorchName(String name) {
        for (DType type : values()) {
            if (type.torchName.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Returns the element type of a typed storage class such as {@code FloatStorage}, if it is known. */
    static Optional<DType> ofStorageName(String name) {
        for (DType type : values()) {
            if (name.equals(type.storageName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the type of a NumPy code without byte order, in the sized ({@code f4}) or one-letter ({@code f}) form.
     */
    static Optional<DType> ofNumpyCode(String code) {
        String sized = switch (code) {
            case "?" -> "b1";
            case "b" -> "i1";
            case "B" -> "u1";
            case "h" -> "i2";
            case "H" -> "u2";
            case "i" -> "i4";
            case "I" -> "u4";
            case "q", "l", "p" -> "i8";
            case "Q", "L", "P" -> "u8";
            case "e" -> "f2";
            case "f" -> "f4";
            case "d" -> "f8";
            case "F" -> "c8";
            case "D" -> "c16";
            default -> code;
        };
        for (DType type : values()) {
            if (sized.equals(type.numpyCode)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return torchName;
    }
}
