package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads NumPy's {@code .npy} format, versions 1 to 3, as a view of the mapped bytes. */
final class NpyReader {

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;

    private NpyReader() {}

    /** Returns whether the bytes begin like an array. */
    static boolean isNpy(MemorySegment data) {
        return data.byteSize() >= MAGIC.length
                && data.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) < 0;
    }

    /**
     * Reads the arrays of a {@code .npz} archive: a dictionary by the entries' names without {@code .npy}.
     *
     * @param file the file, for messages
     */
    static Value readArchive(Object file, ZipArchive zip) throws TensorFormatException {
        Value.Dict arrays = new Value.Dict(false);
        for (ZipArchive.Entry entry : zip.entries()) {
            if (entry.name().endsWith(".npy")) {
                String place = "entry " + PrintableText.quote(entry.name());
                String name = entry.name().substring(0, entry.name().length() - ".npy".length());
                arrays.put(new Value.Text(name), read(file, place, zip.content(entry)));
            }
        }
        if (arrays.size() == 0 && !zip.entries().isEmpty()) {
            throw new TensorFormatException(
                    file, "", "a zip archive with neither data.pkl (PyTorch) nor .npy entries (NumPy)");
        }
        return arrays;
    }

    /**
     * Reads an array.
     *
     * @param file the file, for messages
     * @param place the entry within it, for messages; may be empty
     */
    static Tensor read(Object file, String place, MemorySegment data) throws TensorFormatException {
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
        String header = new String(bytes, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1).strip();
        try {
            return view(NpyHeader.parse(header), data.asSlice(start + length));
        } catch (IllegalArgumentException e) {
            throw new TensorFormatException(file, place, String.valueOf(e.getMessage()));
        }
    }

    private static Tensor view(NpyHeader header, MemorySegment data) {
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

    /** The three values of a header, which is the text of a Python dictionary. */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a file is opened
    private record NpyHeader(String description, boolean columnMajor, long[] shape) {

        static NpyHeader parse(String text) {
            Scanner in = new Scanner(text);
            String description = null;
            Boolean columnMajor = null;
            long[] shape = null;
            in.expect('{');
            while (!in.accept('}')) {
                String key = in.string();
                in.expect(':');
                switch (key) {
                    case "descr" -> description = in.description();
                    case "fortran_order" -> columnMajor = in.bool();
                    case "shape" -> shape = in.shape();
                    default -> throw new IllegalArgumentException("unknown header key " + PrintableText.quote(key));
                }
                if (!in.accept(',')) {
                    in.expect('}');
                    break;
                }
            }
            if (description == null || columnMajor == null || shape == null) {
                throw new IllegalArgumentException("the header lacks 'descr', 'fortran_order' or 'shape'");
            }
            return new NpyHeader(description, columnMajor, shape);
        }
    }

    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        boolean accept(char wanted) {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        void expect(char wanted) {
            if (!accept(wanted)) {
                throw new IllegalArgumentException(
                        "the header is damaged: '" + wanted + "' is missing at its character " + at);
            }
        }

        String string() {
            char quote = accept('"') ? '"' : '\'';
            if (quote == '\'') {
                expect('\'');
            }
            int end = text.indexOf(quote, at);
            if (end < 0) {
                throw new IllegalArgumentException("the header is damaged: a string does not end");
            }
            String string = text.substring(at, end);
            at = end + 1;
            return string;
        }

        String description() {
            if (accept('[')) {
                throw new IllegalArgumentException("arrays of records are not supported; save one array per field");
            }
            return string();
        }

        boolean bool() {
            accept(' ');
            if (text.startsWith("True", at)) {
                at += 4;
                return true;
            }
            if (text.startsWith("False", at)) {
                at += 5;
                return false;
            }
            throw new IllegalArgumentException("the header is damaged: 'fortran_order' is neither True nor False");
        }

        long[] shape() {
            expect('(');
            List<Long> sizes = new ArrayList<>();
            while (!accept(')')) {
                int start = at;
                while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
                    at++;
                }
                if (at == start || at - start > 19) {
                    throw new IllegalArgumentException("the header is damaged: a size of 'shape' is no number");
                }
                try {
                    sizes.add(Long.parseLong(text.substring(start, at)));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("a size of 'shape' is too large", e);
                }
                // Python 2 wrote long numbers with this suffix.
                accept('L');
                if (!accept(',')) {
                    expect(')');
                    break;
                }
            }
            return sizes.stream().mapToLong(Long::longValue).toArray();
        }
    }
}
