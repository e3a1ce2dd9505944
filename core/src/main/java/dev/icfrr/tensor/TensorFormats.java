package dev.icfrr.tensor;

import dev.icfrr.tensor.TensorFile.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The formats of tensor files that can be read. To add one, add its name to {@link Kind}, a reader that makes a
 * {@link Value} of the bytes, and a line to {@link #FORMATS}.
 */
final class TensorFormats {

    /** The formats in the order in which they are tried: those with a mark in the content before those without. */
    private static final List<Format> FORMATS = List.of(
            new Format(
                    Kind.PTH,
                    source -> source.zip().flatMap(PthReader::pickleOf).isPresent(),
                    source -> PthReader.readZip(source.path(), source.zip().orElseThrow())),
            new Format(
                    Kind.NPZ,
                    source -> source.zip().isPresent(),
                    source -> NpyReader.readArchive(source.path(), source.zip().orElseThrow())),
            new Format(
                    Kind.NPY,
                    source -> NpyReader.isNpy(source.data()),
                    source -> NpyReader.read(source.path(), "", source.data())),
            new Format(
                    Kind.PTH_LEGACY,
                    source -> PthReader.isLegacy(source.data()),
                    source -> PthReader.readLegacy(source.path(), source.data())),
            bin(Kind.FBIN, ".fbin", DType.FLOAT32),
            bin(Kind.IBIN, ".ibin", DType.INT32),
            bin(Kind.U8BIN, ".u8bin", DType.UINT8),
            bin(Kind.I8BIN, ".i8bin", DType.INT8),
            vectors(Kind.FVECS, ".fvecs", DType.FLOAT32),
            vectors(Kind.IVECS, ".ivecs", DType.INT32),
            vectors(Kind.BVECS, ".bvecs", DType.UINT8),
            // Last, because its mark is weak.
            new Format(
                    Kind.SAFETENSORS,
                    source -> SafetensorsReader.isSafetensors(source.data())
                            || (isNamed(source, ".safetensors")
                                    && known(source.data()).isEmpty()),
                    source -> SafetensorsReader.read(source.path(), source.data())));

    private TensorFormats() {}

    /**
     * A mapped file.
     *
     * @param path the file as the user named it
     * @param data its bytes
     * @param zip the archive that the bytes are, if they are one
     */
    private record Source(Path path, MemorySegment data, Optional<ZipArchive> zip) {}

    /**
     * A format.
     *
     * @param kind its name
     * @param recognizes whether a file has this format
     * @param reader reads a file that has it
     */
    private record Format(Kind kind, Predicate<Source> recognizes, Reader reader) {}

    @FunctionalInterface
    private interface Reader {
        Value read(Source source) throws TensorFormatException;
    }

    /** A format without a mark in its content, recognized by the file's extension. */
    private static Format vectors(Kind kind, String extension, DType dtype) {
        return new Format(
                kind,
                source -> isNamed(source, extension),
                source -> VecsReader.read(source.path(), source.data(), dtype));
    }

    /** As above, with the number of vectors and their dimension at the start of the file. */
    private static Format bin(Kind kind, String extension, DType dtype) {
        return new Format(
                kind,
                source -> isNamed(source, extension),
                source -> BinReader.read(source.path(), source.data(), dtype));
    }

    private static boolean isNamed(Source source, String extension) {
        return source.path().toString().toLowerCase(Locale.ROOT).endsWith(extension);
    }

    /**
     * Reads a mapped file in the first format that fits.
     *
     * @param arena the owner of the mapping, which the result closes
     * @throws TensorFormatException if no format fits or the content is damaged; the message says where and how
     */
    static TensorFile read(Path path, MemorySegment data, Arena arena) throws TensorFormatException {
        @Nullable ZipArchive zip = ZipArchive.isZip(data) ? new ZipArchive(path, data, arena) : null;
        Source source = new Source(path, data, Optional.ofNullable(zip));
        for (Format format : FORMATS) {
            if (format.recognizes().test(source)) {
                return new TensorFile(path, format.kind(), format.reader().read(source), zip, arena);
            }
        }
        throw new TensorFormatException(path, "byte 0", guess(data));
    }

    private static String guess(MemorySegment data) {
        return known(data).orElse("neither a PyTorch nor a NumPy file")
                + " (known are .pth of torch.save, .npy, .npz, .safetensors, and .fvecs/.ivecs/.bvecs and"
                + " .fbin/.ibin/.u8bin/.i8bin by their extension)";
    }

    /** Guesses the type of a file in no known format, with advice. */
    private static Optional<String> known(MemorySegment data) {
        @Nullable String known = null;
        if (startsWith(data, "version https://git-lfs")) {
            known = "a Git LFS pointer instead of the file itself; fetch it with 'git lfs pull'";
        } else if (startsWith(data, "<!DOCTYPE") || startsWith(data, "<!doctype") || startsWith(data, "<html")) {
            known = "a web page; the download went wrong";
        } else if (startsWith(data, "\u001f\u008b")) {
            known = "a gzip file; decompress it first";
        } else if (startsWith(data, "\u0089HDF")) {
            known = "an HDF5 file; 'icfrr convert FILE:NAME OUT.npy' writes a data set of it as a tensor";
        } else if (startsWith(data, "MATLAB 5.0 MAT-file")) {
            known = "a MATLAB file; in Python, numpy.save('x.npy', scipy.io.loadmat('x.mat')['name']) converts an array"
                    + " of it";
        } else if (startsWith(data, "MATLAB 7.3 MAT-file")) {
            known = "a MATLAB 7.3 file, which is HDF5 inside; in Python, numpy.save('x.npy',"
                    + " h5py.File('x.mat')['name'][:].T) converts an array of it";
        } else if (startsWith(data, "PAR1")) {
            known = "a Parquet file; 'icfrr convert FILE:COLUMN OUT.npy' writes a column of it as a tensor";
        } else if (startsWith(data, "ARROW1")) {
            known = "an Arrow file; save its table as Parquet";
        } else if (data.byteSize() > 262 && startsWith(data.asSlice(257), "ustar")) {
            known = "a tar archive: PyTorch's format before 0.1.11; load and save it again with a newer PyTorch";
        } else if (data.get(Elements.I1, 0) == (byte) 0x80) {
            known = "a plain Python pickle; save tensors with torch.save or numpy.save";
        }
        return Optional.ofNullable(known);
    }

    /** Returns whether the data begins with these bytes, one per character. */
    static boolean startsWith(MemorySegment data, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return data.byteSize() >= bytes.length
                && data.asSlice(0, bytes.length).mismatch(MemorySegment.ofArray(bytes)) < 0;
    }
}
