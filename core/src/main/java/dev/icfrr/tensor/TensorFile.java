package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open tensor file. It owns the mapping: any thread can use its tensors and matrices until it is closed; using them
 * afterwards fails with {@link IllegalStateException}.
 */
public final class TensorFile implements AutoCloseable {

    /** The format of a file. */
    public enum Kind {
        /** {@code torch.save} of PyTorch 1.6 and later. */
        PTH("PyTorch"),
        /** {@code torch.save} before 1.6. */
        PTH_LEGACY("PyTorch (legacy)"),
        /** {@code numpy.save}. */
        NPY("NumPy"),
        /** {@code numpy.savez} and {@code numpy.savez_compressed}. */
        NPZ("NumPy archive"),
        /** Hugging Face's safetensors. */
        SAFETENSORS("safetensors"),
        /** Vectors of {@code float}, with their number at the start. */
        FBIN("fbin"),
        /** Vectors of {@code int}, or neighbors with their distances, with their number at the start. */
        IBIN("ibin"),
        /** Vectors of unsigned bytes, with their number at the start. */
        U8BIN("u8bin"),
        /** Vectors of signed bytes, with their number at the start. */
        I8BIN("i8bin"),
        /** Vectors of {@code float}. */
        FVECS("fvecs"),
        /** Vectors of {@code int}. */
        IVECS("ivecs"),
        /** Vectors of unsigned bytes. */
        BVECS("bvecs");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** Returns the name to display. */
        public String title() {
            return title;
        }
    }

    private final Path path;
    private final Kind kind;
    private final Value root;
    private final @Nullable ZipArchive zip;
    private final Arena arena;

    TensorFile(Path path, Kind kind, Value root, @Nullable ZipArchive zip, Arena arena) {
        this.path = path;
        this.kind = kind;
        this.root = root;
        this.zip = zip;
        this.arena = arena;
    }

    /** Returns the path with which the file was opened. */
    public Path path() {
        return path;
    }

    /** Returns the format. */
    public Kind kind() {
        return kind;
    }

    /** Returns the whole content: a tensor, or a dictionary or list with tensors in it. */
    public Value root() {
        return root;
    }

    /**
     * Returns all tensors by their paths, in the order of the file. A tensor that is the root has the empty path. A
     * container with several paths is listed once.
     *
     * @throws TensorFormatException if the paths are unreasonably long altogether
     */
    public Map<String, Tensor> tensors() throws TensorFormatException {
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (ValuePaths.Located located : located(ValuePaths.Want.TENSORS)) {
            if (located.value() instanceof Tensor tensor) {
                found.putIfAbsent(located.path(), tensor);
            }
        }
        return Collections.unmodifiableMap(found);
    }

    /**
     * Returns the tensors by their paths, in the order of the file, without those among the arguments of objects that
     * are not read: they may be storages or other parts, for example of a sparse tensor.
     *
     * @throws TensorFormatException if the paths are unreasonably long altogether
     */
    public Map<String, Tensor> ownTensors() throws TensorFormatException {
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (ValuePaths.Located located : located(ValuePaths.Want.TENSORS)) {
            if (located.value() instanceof Tensor tensor && !located.isArgument()) {
                found.putIfAbsent(located.path(), tensor);
            }
        }
        return Collections.unmodifiableMap(found);
    }

    /**
     * Returns the inert parts by their paths: objects of classes that are not read, kept as the file describes them.
     *
     * @throws TensorFormatException if the paths are unreasonably long altogether
     */
    public Map<String, Value.Opaque> inert() throws TensorFormatException {
        Map<String, Value.Opaque> found = new LinkedHashMap<>();
        for (ValuePaths.Located located : located(ValuePaths.Want.INERT)) {
            if (located.value() instanceof Value.Opaque opaque) {
                found.putIfAbsent(located.path(), opaque);
            }
        }
        return Collections.unmodifiableMap(found);
    }

    private List<ValuePaths.Located> located(ValuePaths.Want want) throws TensorFormatException {
        try {
            return ValuePaths.list(root, want);
        } catch (IllegalArgumentException e) {
            throw new TensorFormatException(path, "", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the value at a path such as {@code model.blocks.0.attn.qkv.weight} or {@code list[0].weight}. Keys of
     * dictionaries and attributes of inert objects are separated by dots; positions in lists are in brackets. If keys
     * contain dots, the longest key that fits is taken. The empty path is the root.
     */
    public Optional<Value> find(String place) {
        return ValuePaths.find(root, place);
    }

    /**
     * Returns the tensor at a path; see {@link #find}.
     *
     * @throws TensorFormatException if there is none; the message lists the tensors of the file
     */
    public Tensor tensor(String place) throws TensorFormatException {
        Optional<Value> found = find(place);
        if (found.isPresent() && found.get() instanceof Tensor tensor) {
            return tensor;
        }
        String where = place.isEmpty() ? "its root" : PrintableText.quote(place);
        if (found.isEmpty()) {
            throw new TensorFormatException(path, where, "no such entry; tensors here: " + names());
        }
        if (found.get() instanceof Value.Opaque opaque) {
            throw new TensorFormatException(path, where, InertObjects.describe(opaque));
        }
        throw new TensorFormatException(path, where, "not a tensor but " + found.get() + "; tensors here: " + names());
    }

    /**
     * Returns the tensor of a file that holds exactly one {@linkplain #ownTensors of its own}.
     *
     * @throws TensorFormatException if it holds none or several; the message lists them
     */
    public Tensor soleTensor() throws TensorFormatException {
        Map<String, Tensor> all = ownTensors();
        if (all.size() == 1) {
            return all.values().iterator().next();
        }
        if (all.isEmpty()) {
            // Throws, naming the object that the file holds instead.
            Map<String, Value.Opaque> inert = inert();
            return tensor(inert.isEmpty() ? "" : inert.keySet().iterator().next());
        }
        throw new TensorFormatException(path, "", "it holds " + all.size() + " tensors, name one of: " + names());
    }

    /**
     * Returns the whole numbers at a path, for example labels: a tensor of one dimension, or a list or tuple of whole
     * numbers.
     *
     * @throws TensorFormatException if there is none, or something else; the message says what
     */
    public long[] integers(String place) throws TensorFormatException {
        if (find(place).orElse(null) instanceof Value.Sequence sequence) {
            return integers(place, sequence);
        }
        return integers(place, tensor(place));
    }

    /**
     * Returns the whole numbers of a file that holds one list of them; see {@link #integers(String)}.
     *
     * @throws TensorFormatException if it holds several, or something else
     */
    public long[] soleIntegers() throws TensorFormatException {
        return root instanceof Value.Sequence sequence
                        && located(ValuePaths.Want.TENSORS).isEmpty()
                ? integers("", sequence)
                : integers("", soleTensor());
    }

    private long[] integers(String place, Value.Sequence sequence) throws TensorFormatException {
        long[] numbers = new long[sequence.items().size()];
        for (int i = 0; i < numbers.length; i++) {
            Value item = sequence.items().get(i);
            if (item instanceof Value.Int number && number.value().bitLength() < Long.SIZE) {
                numbers[i] = number.longValue();
            } else if (item instanceof Tensor tensor
                    && tensor.count() == 1
                    && tensor.dtype().isInteger()) {
                numbers[i] = integers(place + "[" + i + "]", tensor)[0];
            } else {
                throw new TensorFormatException(
                        path, place, "must be a list of integers of 64 bits, but item " + i + " is " + item);
            }
        }
        return numbers;
    }

    private long[] integers(String place, Tensor tensor) throws TensorFormatException {
        if ((tensor.rank() > 1 && tensor.count() > 1) || !tensor.dtype().isInteger()) {
            throw new TensorFormatException(path, place, "must be a list of integers, not " + tensor);
        }
        try {
            return tensor.toLongArray();
        } catch (IllegalArgumentException e) {
            throw new TensorFormatException(path, place, String.valueOf(e.getMessage()));
        }
    }

    private String names() throws TensorFormatException {
        List<String> shown = new ArrayList<>();
        Map<String, Tensor> all = tensors();
        for (String name : all.keySet()) {
            if (shown.size() == 10) {
                shown.add("… (" + all.size() + " in all)");
                break;
            }
            shown.add(name.isEmpty() ? "the root" : PrintableText.shorten(name));
        }
        return shown.isEmpty() ? "none" : String.join(", ", shown);
    }

    /**
     * Reads the whole file and compares it with its checksums, if the format has them (zip archives).
     *
     * @return the number of entries compared
     * @throws TensorFormatException naming the first entry that differs
     */
    public int verify() throws IOException {
        if (zip == null) {
            return 0;
        }
        int compared = 0;
        for (ZipArchive.Entry entry : zip.entries()) {
            if (!zip.isIntact(entry)) {
                throw new TensorFormatException(
                        path,
                        "entry " + PrintableText.quote(entry.name()),
                        "its checksum is wrong: the file is damaged; copy or download it again");
            }
            compared++;
        }
        return compared;
    }

    /**
     * Releases the mapping.
     *
     * @throws IllegalStateException while another thread reads from it
     */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
