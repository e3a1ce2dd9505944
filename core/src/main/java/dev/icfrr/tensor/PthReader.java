package dev.icfrr.tensor;

import dev.icfrr.tensor.Value.Dict;
import dev.icfrr.tensor.Value.Global;
import dev.icfrr.tensor.Value.Int;
import dev.icfrr.tensor.Value.Opaque;
import dev.icfrr.tensor.Value.Sequence;
import dev.icfrr.tensor.Value.Text;
import dev.icfrr.text.PrintableText;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the files of {@code torch.save}: the zip format of PyTorch 1.6 and later, and the stream format before it. */
final class PthReader {

    private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final int LEGACY_PROTOCOL = 1001;

    private PthReader() {}

    /** Finds the entry with the pickle of a zip file that {@code torch.save} wrote. */
    static Optional<ZipArchive.Entry> pickleOf(ZipArchive zip) {
        return zip.entries().stream()
                .filter(entry -> entry.name().equals("data.pkl") || entry.name().endsWith("/data.pkl"))
                .min((a, b) -> Integer.compare(a.name().length(), b.name().length()));
    }

    /** Reads the value of a zip file that has a {@linkplain #pickleOf pickle}. */
    static Value readZip(Object file, ZipArchive zip) throws TensorFormatException {
        ZipArchive.Entry pickle = pickleOf(zip).orElseThrow();
        MemorySegment content = zip.content(pickle);
        if (!zip.isIntact(pickle)) {
            throw new TensorFormatException(
                    file,
                    "entry " + PrintableText.quote(pickle.name()),
                    "its checksum is wrong: the file is damaged; copy or download it again");
        }
        String prefix = pickle.name().substring(0, pickle.name().length() - "data.pkl".length());
        ByteOrder order = byteOrder(file, zip, prefix);
        Map<String, MemorySegment> loaded = new HashMap<>();
        TorchTypes.Storages storages = (key, dtype, elements, part) -> {
            String name = prefix + "data/" + key;
            MemorySegment storage = loaded.get(key);
            if (storage == null) {
                ZipArchive.Entry entry = zip.entry(name);
                if (entry == null) {
                    throw new TensorFormatException(
                            file,
                            "entry " + PrintableText.quote(name),
                            "a tensor's storage is missing from the archive");
                }
                storage = zip.content(entry);
                loaded.put(key, storage);
            }
            return storage(file, "entry " + PrintableText.quote(name), storage, dtype, elements, order);
        };
        PickleTypes types = new PickleTypes(new TorchTypes(storages));
        return new Unpickler(content, 0, pickle.packed(), types, file, PrintableText.shorten(pickle.name())).load();
    }

    private static ByteOrder byteOrder(Object file, ZipArchive zip, String prefix) throws TensorFormatException {
        ZipArchive.Entry entry = zip.entry(prefix + "byteorder");
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        MemorySegment content = zip.content(entry);
        String name =
                content.byteSize() > 16 ? "" : new String(content.toArray(Elements.I1), StandardCharsets.US_ASCII);
        return switch (name) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw new TensorFormatException(
                        file,
                        "entry " + PrintableText.quote(entry.name()),
                        "the byte order is neither 'little' nor 'big'");
        };
    }

    private static Tensor storage(
            Object file, String place, MemorySegment data, DType dtype, long elements, ByteOrder order)
            throws TensorFormatException {
        if (elements < 0 || elements > data.byteSize() / dtype.bytes()) {
            throw new TensorFormatException(
                    file,
                    place,
                    elements + " elements of type " + dtype + " do not fit its " + data.byteSize()
                            + " bytes: the file is damaged or was cut off");
        }
        long[] shape = {elements};
        return Tensor.view(dtype, data.asSlice(0, elements * dtype.bytes()), order, 0, shape, new long[] {1});
    }

    /** Returns whether the file begins like the stream format. */
    static boolean isLegacy(MemorySegment data) {
        return data.byteSize() > 15
                && data.get(Elements.I1, 0) == (byte) 0x80
                && data.get(Elements.I1, 2) == (byte) 0x8a
                && data.get(Elements.I1, 3) == 10
                && data.get(Elements.I8, 4) == LEGACY_MAGIC.longValue()
                && data.get(Elements.I2, 12) == LEGACY_MAGIC.shiftRight(64).shortValue();
    }

    /** A storage of the stream format as the pickle describes it. */
    private record Described(DType dtype, long elements) {}

    /**
     * Reads the stream format: magic number, protocol, system information, the pickle, the keys of the storages, the
     * storages. The pickle precedes the storages to which it refers, so it is read twice.
     */
    static Value readLegacy(Object file, MemorySegment data) throws TensorFormatException {
        Map<String, Described> described = new HashMap<>();
        TorchTypes.Storages collecting = (key, dtype, elements, part) -> {
            Described known = described.putIfAbsent(key, new Described(dtype, elements));
            if (known != null && (known.dtype() != dtype || known.elements() != elements)) {
                throw new IllegalArgumentException("storage " + PrintableText.quote(key) + " is described in two ways");
            }
            return new Opaque(new Global("torch", "storage"), new Text(key));
        };
        Unpickler magic = unpickler(data, 0, collecting, file, "magic number");
        if (!magic.load().equals(new Int(LEGACY_MAGIC))) {
            throw new TensorFormatException(file, "byte 0", "the magic number of the format is wrong");
        }
        Unpickler protocol = unpickler(data, magic.end(), collecting, file, "protocol");
        Value version = protocol.load();
        if (!version.equals(new Int(BigInteger.valueOf(LEGACY_PROTOCOL)))) {
            throw new TensorFormatException(
                    file, "protocol", "version " + version + " is unknown; " + LEGACY_PROTOCOL + " is supported");
        }
        Unpickler system = unpickler(data, protocol.end(), collecting, file, "system information");
        if (!(system.load() instanceof Dict)) {
            throw new TensorFormatException(file, "system information", "a dictionary is needed here");
        }
        Unpickler first = unpickler(data, system.end(), collecting, file, "pickle");
        first.load();
        Unpickler keys = unpickler(data, first.end(), collecting, file, "storage keys");
        Map<String, MemorySegment> storages = locate(file, data, keyNames(file, keys.load()), keys.end(), described);
        TorchTypes.Storages loading = (key, dtype, elements, part) -> {
            MemorySegment storage = storages.get(key);
            if (storage == null) {
                throw new IllegalArgumentException("storage " + PrintableText.quote(key) + " is missing from the file");
            }
            // PyTorch wrote this format in little-endian order on every machine.
            Tensor whole = storage(
                    file, "storage " + PrintableText.quote(key), storage, dtype, elements, ByteOrder.LITTLE_ENDIAN);
            if (part == null) {
                return whole;
            }
            List<Value> items = part.items();
            if (items.size() != 3) {
                throw new IllegalArgumentException(
                        "a part of storage " + PrintableText.quote(key) + " is described wrongly");
            }
            long offset = TorchTypes.longOf(items.get(1));
            long size = TorchTypes.longOf(items.get(2));
            if (offset < 0 || size < 0 || offset > elements || size > elements - offset) {
                throw new IllegalArgumentException(
                        "a part of storage " + PrintableText.quote(key) + " lies outside of it");
            }
            MemorySegment slice = storage.asSlice(offset * dtype.bytes(), size * dtype.bytes());
            return storage(file, "storage " + PrintableText.quote(key), slice, dtype, size, ByteOrder.LITTLE_ENDIAN);
        };
        return unpickler(data, system.end(), loading, file, "pickle").load();
    }

    private static List<String> keyNames(Object file, Value keys) throws TensorFormatException {
        List<String> names = new ArrayList<>();
        if (keys instanceof Sequence sequence) {
            for (Value item : sequence.items()) {
                if (item instanceof Text text) {
                    names.add(text.value());
                }
            }
            if (names.size() == sequence.items().size()) {
                return names;
            }
        }
        throw new TensorFormatException(file, "storage keys", "a list of names is needed here");
    }

    private static Map<String, MemorySegment> locate(
            Object file, MemorySegment data, List<String> keys, long start, Map<String, Described> described)
            throws TensorFormatException {
        Map<String, MemorySegment> storages = new HashMap<>();
        long at = start;
        for (String key : keys) {
            String place = "storage " + PrintableText.quote(key) + ", byte " + at;
            Described storage = described.get(key);
            if (storage == null) {
                throw new TensorFormatException(file, place, "no tensor refers to it: the file is damaged");
            }
            if (data.byteSize() - at < 8) {
                throw new TensorFormatException(file, place, "the file was cut off; copy or download it again");
            }
            long elements = data.get(Elements.I8, at);
            if (elements != storage.elements()) {
                throw new TensorFormatException(
                        file, place, "it has " + elements + " elements, but " + storage.elements() + " are announced");
            }
            at += 8;
            if (elements < 0
                    || elements > (data.byteSize() - at) / storage.dtype().bytes()) {
                throw new TensorFormatException(
                        file,
                        place,
                        elements + " elements of type " + storage.dtype() + " do not fit the "
                                + (data.byteSize() - at)
                                + " bytes that are left: the file was cut off; copy or download it again");
            }
            long bytes = elements * storage.dtype().bytes();
            storages.put(key, data.asSlice(at, bytes));
            at += bytes;
        }
        return storages;
    }

    private static Unpickler unpickler(
            MemorySegment data, long start, TorchTypes.Storages storages, Object file, String entry) {
        return new Unpickler(data, start, data.byteSize(), new PickleTypes(new TorchTypes(storages)), file, entry);
    }
}
