package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads NumPy's {@code .npy} format, versions 1 to 3, as a view of the mapped bytes. */
final class NpyReader {

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** The module name of the inert objects that stand for arrays of other types in an archive. */
    static final String UNREADABLE = "numpy array of type";

    private static final int LONGEST_HEADER = 1 << 16;

    private NpyReader() {}

    /** Returns whether the bytes begin like an array. */
    static boolean isNpy(MemorySegment data) {
        return data.byteSize() >= MAGIC.length
                && data.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) < 0;
    }

    /**
     * Reads the arrays of a {@code .npz} archive: a dictionary by the entries' names without {@code .npy}. Lists of
     * strings become lists of text, and arrays of objects become inert, so that the others can be read.
     *
     * @param file the file, for messages
     */
    static Value readArchive(Object file, ZipArchive zip) throws TensorFormatException {
        Value.Dict arrays = new Value.Dict(false);
        for (ZipArchive.Entry entry : zip.entries()) {
            if (entry.name().endsWith(".npy")) {
                String place = "entry " + PrintableText.quote(entry.name());
                String name = entry.name().substring(0, entry.name().length() - ".npy".length());
                arrays.put(new Value.Text(name), readEntry(file, place, zip.content(entry)));
            }
        }
        if (arrays.size() == 0 && !zip.entries().isEmpty()) {
            throw new TensorFormatException(
                    file, "", "a zip archive with neither data.pkl (PyTorch) nor .npy entries (NumPy)");
        }
        return isSparse(arrays)
                ? new Value.Opaque(
                        new Value.Global("scipy.sparse", "matrix"),
                        new Value.Sequence(Value.Sequence.Kind.TUPLE, List.of(arrays)))
                : arrays;
    }

    /** Returns whether the arrays are the parts of a matrix of {@code scipy.sparse.save_npz}. */
    private static boolean isSparse(Value.Dict arrays) {
        return Stream.of("format", "shape", "data")
                .allMatch(name -> arrays.get(name).isPresent());
    }

    private static Value readEntry(Object file, String place, MemorySegment data) throws TensorFormatException {
        Located located = header(file, place, data);
        String description = located.header().description();
        if (NumpyStrings.describes(located.header())) {
            return strings(file, place, located);
        }
        return NumpyTypes.describe(description).isEmpty()
                ? new Value.Opaque(
                        new Value.Global(UNREADABLE, description),
                        new Value.Sequence(Value.Sequence.Kind.TUPLE, List.of()))
                : tensor(file, place, located);
    }

    /**
     * Reads an array of numbers, or a list of strings.
     *
     * @param file the file, for messages
     * @param place the entry within it, for messages; may be empty
     */
    static Value read(Object file, String place, MemorySegment data) throws TensorFormatException {
        Located located = header(file, place, data);
        return NumpyStrings.describes(located.header()) ? strings(file, place, located) : tensor(file, place, located);
    }

    private static Value strings(Object file, String place, Located located) throws TensorFormatException {
        try {
            return NumpyStrings.read(located.header(), located.content());
        } catch (IllegalArgumentException e) {
            throw new TensorFormatException(file, place, String.valueOf(e.getMessage()));
        }
    }

    /** A header with the bytes after it. */
    private record Located(NpyHeader header, MemorySegment content) {}

    private static Located header(Object file, String place, MemorySegment data) throws TensorFormatException {
        if (!isNpy(data)) {
            throw new TensorFormatException(file, place, "not a NumPy array: its magic number is missing");
        }
        if (data.byteSize() < 12) {
            throw new TensorFormatException(file, place, "the header was cut off; copy or download the file again");
        }
        int version = data.get(Elements.I1, 6);
        if (version < 1 || version > 3) {
            throw new TensorFormatException(file, place, "NumPy format version " + version + "; 1 to 3 are supported");
        }
        long start = version == 1 ? 10 : 12;
        long length = version == 1 ? data.get(Elements.I2, 8) & 0xFFFF : data.get(Elements.I4, 8) & 0xFFFF_FFFFL;
        if (length > LONGEST_HEADER || length > data.byteSize() - start) {
            throw new TensorFormatException(
                    file, place, "a header of " + length + " bytes does not fit: the file is damaged or was cut off");
        }
        byte[] bytes = data.asSlice(start, length).toArray(Elements.I1);
        String header = new String(bytes, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        try {
            return new Located(NpyHeader.parse(header), data.asSlice(start + length));
        } catch (IllegalArgumentException e) {
            throw new TensorFormatException(file, place, String.valueOf(e.getMessage()));
        }
    }

    private static Tensor tensor(Object file, String place, Located located) throws TensorFormatException {
        try {
            return view(located.header(), located.content());
        } catch (IllegalArgumentException e) {
            throw new TensorFormatException(file, place, String.valueOf(e.getMessage()));
        }
    }

    private static Tensor view(NpyHeader header, MemorySegment data) {
        if (header.description().startsWith("[")) {
            throw new IllegalArgumentException("arrays of records are not supported; save one array per field");
        }
        Optional<NumpyTypes.Described> type = NumpyTypes.describe(header.description());
        if (type.isEmpty()) {
            throw new IllegalArgumentException("elements of NumPy type " + PrintableText.quote(header.description())
                    + " are not supported: only truth values and numbers are (no strings, objects, records or dates)");
        }
        DType dtype = type.get().dtype();
        long count = Shapes.count(header.shape());
        if (count > data.byteSize() / dtype.bytes()) {
            throw new IllegalArgumentException(count + " elements of type " + dtype + " do not fit the "
                    + data.byteSize() + " bytes after the header: the file was cut off; copy or download it again");
        }
        return Tensor.view(
                dtype,
                data.asSlice(0, count * dtype.bytes()),
                type.get().order(),
                0,
                header.shape(),
                header.columnMajor() ? Shapes.columnMajor(header.shape()) : Shapes.rowMajor(header.shape()));
    }
}
