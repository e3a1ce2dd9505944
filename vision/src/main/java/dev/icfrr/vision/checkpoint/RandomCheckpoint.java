package dev.icfrr.vision.checkpoint;

import dev.icfrr.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a checkpoint with random weights in the layout of the published ones: same names, containers and pickled
 * torchvision transform. Benchmarks use it instead of a download.
 */
public final class RandomCheckpoint {

    private static final String FOLDER = "checkpoint/";
    private static final double DEVIATION = 0.02;

    private RandomCheckpoint() {}

    /**
     * Writes a checkpoint whose images are resized to the model's input and not normalized.
     *
     * @param seed the same seed gives the same bytes
     */
    public static void write(Path path, VitShape shape, long seed) throws IOException {
        SequencedMap<String, long[]> parameters = shape.parameters();
        AtomicFile.write(path, out -> write(out, shape, parameters, seed));
    }

    private static void write(OutputStream out, VitShape shape, SequencedMap<String, long[]> parameters, long seed)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        add(zip, "data.pkl", pickle(shape, parameters));
        add(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        int index = 0;
        for (Map.Entry<String, long[]> parameter : parameters.entrySet()) {
            byte[] values = values(parameter.getKey(), parameter.getValue(), new Random(seed + index));
            add(zip, "data/" + index++, values);
        }
        add(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.finish();
    }

    /** Entries are stored uncompressed, because readers map them. */
    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(FOLDER + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] values(String name, long[] shape, Random random) {
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        boolean isScale = name.contains("norm") && name.endsWith("weight");
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, count)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat((float) (random.nextGaussian() * DEVIATION + (isScale ? 1 : 0)));
        }
        return bytes.array();
    }

    private static byte[] pickle(VitShape shape, SequencedMap<String, long[]> parameters) {
        Pickle pickle = new Pickle();
        pickle.beginDict();
        pickle.text("args").beginDict();
        pickle.text("dataset").text("custom").endDict();
        pickle.text("epoch").integer(0);
        pickle.text("data_transform").beginObject("torchvision.transforms.transforms", "Compose");
        pickle.text("transforms").beginList();
        pickle.beginObject("torchvision.transforms.transforms", "Resize");
        pickle.text("size")
                .beginTuple()
                .integer(shape.height())
                .integer(shape.pixelWidth())
                .endTuple();
        pickle.text("max_size").none();
        pickle.text("interpolation").global("torchvision.transforms.functional", "InterpolationMode");
        pickle.beginTuple().text("bilinear").endTuple().call().endObject();
        pickle.beginObject("torchvision.transforms.transforms", "ToTensor").endObject();
        pickle.endList().endObject();
        pickle.text("model_state_dict_best").beginDict();
        int index = 0;
        for (Map.Entry<String, long[]> parameter : parameters.entrySet()) {
            pickle.text(parameter.getKey()).tensor(index++, parameter.getValue());
        }
        pickle.endDict().endDict();
        return pickle.end();
    }

    /** The pickle opcodes of protocol 2 that such a file needs. */
    private static final class Pickle {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle() {
            out.write(0x80);
            out.write(2);
        }

        private Pickle raw(String opcodes) {
            out.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        private void int32(int value) {
            for (int shift = 0; shift < 32; shift += 8) {
                out.write(value >> shift);
            }
        }

        Pickle beginDict() {
            return raw("}(");
        }

        Pickle endDict() {
            return raw("u");
        }

        Pickle beginList() {
            return raw("](");
        }

        Pickle endList() {
            return raw("e");
        }

        Pickle beginTuple() {
            return raw("(");
        }

        Pickle endTuple() {
            return raw("t");
        }

        Pickle none() {
            return raw("N");
        }

        Pickle call() {
            return raw("R");
        }

        Pickle text(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            raw("X");
            int32(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Pickle integer(long value) {
            raw("J");
            int32(Math.toIntExact(value));
            return this;
        }

        Pickle global(String module, String name) {
            return raw("c" + module + "\n" + name + "\n");
        }

        /** An object whose attributes follow until {@link #endObject}. */
        Pickle beginObject(String module, String name) {
            return global(module, name).raw(")\u0081").beginDict();
        }

        Pickle endObject() {
            return endDict().raw("b");
        }

        /** A contiguous tensor of 32-bit floats over storage {@code index}. */
        Pickle tensor(int index, long[] shape) {
            global("torch._utils", "_rebuild_tensor_v2").beginTuple();
            long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            beginTuple().text("storage").global("torch", "FloatStorage").text(Integer.toString(index));
            text("cpu").integer(count).endTuple().raw("Q").integer(0);
            beginTuple();
            Arrays.stream(shape).forEach(this::integer);
            endTuple().beginTuple();
            for (int i = 0; i < shape.length; i++) {
                long stride = Arrays.stream(shape, i + 1, shape.length).reduce(1, Math::multiplyExact);
                integer(stride);
            }
            endTuple().raw("\u0089").global("collections", "OrderedDict").raw(")R");
            return endTuple().call();
        }

        byte[] end() {
            raw(".");
            return out.toByteArray();
        }
    }
}
