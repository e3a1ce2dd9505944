package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names of element types in safetensors files. */
final class SafetensorsTypes {

    private static final Map<String, DType> BY_NAME = Map.ofEntries(
            Map.entry("BOOL", DType.BOOL),
            Map.entry("U8", DType.UINT8),
            Map.entry("I8", DType.INT8),
            Map.entry("I16", DType.INT16),
            Map.entry("U16", DType.UINT16),
            Map.entry("I32", DType.INT32),
            Map.entry("U32", DType.UINT32),
            Map.entry("I64", DType.INT64),
            Map.entry("U64", DType.UINT64),
            Map.entry("F16", DType.FLOAT16),
            Map.entry("BF16", DType.BFLOAT16),
            Map.entry("F32", DType.FLOAT32),
            Map.entry("F64", DType.FLOAT64),
            Map.entry("C64", DType.COMPLEX64),
            Map.entry("F8_E4M3", DType.FLOAT8_E4M3FN),
            Map.entry("F8_E4M3FNUZ", DType.FLOAT8_E4M3FNUZ),
            Map.entry("F8_E5M2", DType.FLOAT8_E5M2),
            Map.entry("F8_E5M2FNUZ", DType.FLOAT8_E5M2FNUZ),
            Map.entry("F8_E8M0", DType.FLOAT8_E8M0FNU));

    private static final Map<DType, String> NAMES =
            BY_NAME.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    /** Bits of the types that share bytes between elements; they have no {@link DType}. */
    private static final Map<String, Integer> PACKED = Map.of("F4", 4, "F6_E2M3", 6, "F6_E3M2", 6);

    private SafetensorsTypes() {}

    static Optional<DType> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Returns the name of a type; empty if the format has none. */
    static Optional<String> name(DType type) {
        return Optional.ofNullable(NAMES.get(type));
    }

    /**
     * Returns the bits of one element.
     *
     * @throws IllegalArgumentException if the type is unknown
     */
    static int bits(String name) {
        DType known = BY_NAME.get(name);
        if (known != null) {
            return known.bytes() * Byte.SIZE;
        }
        Integer packed = PACKED.get(name);
        if (packed == null) {
            throw new IllegalArgumentException("the type " + PrintableText.quote(name) + " is unknown");
        }
        return packed;
    }
}
