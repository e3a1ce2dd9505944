package dev.icfrr.tensor;

import dev.icfrr.tensor.TensorFile.Kind;
import dev.icfrr.tensor.Value.Dict;
import dev.icfrr.text.PrintableText;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens tensor files of every kind that is known here. */
public final class TensorFiles {

    private TensorFiles() {}

    /**
     * Opens a file, whatever its name: the content tells the kind. Only {@code .fvecs}, {@code .ivecs} and
     * {@code .bvecs} have no mark of their own and go by their extension. The file is mapped, not read, so it opens in
     * no time at any size; it must not be changed or cut off while it is open.
     *
     * @throws TensorFormatException if the content is damaged or not supported, saying where and what
     * @throws IOException if the file cannot be read
     */
    @SuppressWarnings("MustBeClosed") // the file owns the arena and closes it
    public static TensorFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw new TensorFormatException(path, "", "not a regular file");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() == 0) {
                throw new TensorFormatException(path, "", "the file is empty");
            }
            MemorySegment data = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            return read(path, data, arena);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Maps the one tensor of a file, for as long as anything refers to it: there is nothing to close, and threads may go on
     * reading while others open newer files.
     *
     * @throws TensorFormatException if the content is damaged or not supported, or holds several tensors
     * @throws IOException if the file cannot be read
     */
    public static Tensor map(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() == 0) {
                throw new TensorFormatException(path, "", "the file is empty");
            }
            Arena arena = Arena.ofAuto();
            return read(path, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena), arena)
                    .soleTensor();
        }
    }

    private static TensorFile read(Path path, MemorySegment data, Arena arena) throws IOException {
        if (startsWith(data, "PK\u0003\u0004") || startsWith(data, "PK\u0005\u0006")) {
            return readZip(path, new ZipArchive(path, data, arena), arena);
        }
        if (NpyReader.isNpy(data)) {
            return new TensorFile(path, Kind.NPY, NpyReader.read(path, "", data), null, arena);
        }
        if (PthReader.isLegacy(data)) {
            return new TensorFile(path, Kind.PTH_LEGACY, PthReader.readLegacy(path, data), null, arena);
        }
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".fvecs")) {
            return new TensorFile(path, Kind.FVECS, VecsReader.read(path, data, DType.FLOAT32), null, arena);
        }
        if (name.endsWith(".ivecs")) {
            return new TensorFile(path, Kind.IVECS, VecsReader.read(path, data, DType.INT32), null, arena);
        }
        if (name.endsWith(".bvecs")) {
            return new TensorFile(path, Kind.BVECS, VecsReader.read(path, data, DType.UINT8), null, arena);
        }
        throw new TensorFormatException(path, "byte 0", guess(data));
    }

    private static TensorFile readZip(Path path, ZipArchive zip, Arena arena) throws IOException {
        ZipArchive.Entry pickle = PthReader.pickleOf(zip);
        if (pickle != null) {
            return new TensorFile(path, Kind.PTH, PthReader.readZip(path, zip, pickle), zip, arena);
        }
        Dict arrays = new Dict(false);
        for (ZipArchive.Entry entry : zip.entries()) {
            if (entry.name().endsWith(".npy")) {
                String place = "entry " + PrintableText.quote(entry.name());
                String name = entry.name().substring(0, entry.name().length() - ".npy".length());
                arrays.put(new Value.Text(name), NpyReader.read(path, place, zip.content(entry)));
            }
        }
        if (arrays.size() == 0 && !zip.entries().isEmpty()) {
            throw new TensorFormatException(
                    path, "", "a zip archive with neither data.pkl (PyTorch) nor .npy entries (NumPy)");
        }
        return new TensorFile(path, Kind.NPZ, arrays, zip, arena);
    }

    private static String guess(MemorySegment data) {
        @Nullable String known = null;
        if (startsWith(data, "version https://git-lfs")) {
            known = "a Git LFS pointer instead of the file itself; fetch it with 'git lfs pull'";
        } else if (startsWith(data, "<!DOCTYPE") || startsWith(data, "<!doctype") || startsWith(data, "<html")) {
            known = "a web page; the download went wrong";
        } else if (startsWith(data, "\u001f\u008b")) {
            known = "a gzip file; decompress it first";
        } else if (startsWith(data, "\u0089HDF")) {
            known = "an HDF5 file, which is not supported; convert it with numpy.save";
        } else if (data.byteSize() > 262 && startsWith(data.asSlice(257), "ustar")) {
            known = "a tar archive: PyTorch's format before 0.1.11; load and save it again with a newer PyTorch";
        } else if (data.get(Elements.I1, 0) == (byte) 0x80) {
            known = "a plain Python pickle; save tensors with torch.save or numpy.save";
        }
        return (known == null ? "neither a PyTorch nor a NumPy file" : known)
                + " (known are .pth of torch.save, .npy, .npz, and .fvecs/.ivecs/.bvecs by their extension)";
    }

    private static boolean startsWith(MemorySegment data, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return data.byteSize() >= bytes.length
                && data.asSlice(0, bytes.length).mismatch(MemorySegment.ofArray(bytes)) < 0;
    }
}
