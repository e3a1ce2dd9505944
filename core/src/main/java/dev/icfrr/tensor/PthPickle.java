package dev.icfrr.tensor;

import dev.icfrr.tensor.Value.Bool;
import dev.icfrr.tensor.Value.Bytes;
import dev.icfrr.tensor.Value.Dict;
import dev.icfrr.tensor.Value.Global;
import dev.icfrr.tensor.Value.Int;
import dev.icfrr.tensor.Value.None;
import dev.icfrr.tensor.Value.Opaque;
import dev.icfrr.tensor.Value.Real;
import dev.icfrr.tensor.Value.Sequence;
import dev.icfrr.tensor.Value.Text;
import dev.icfrr.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Writes the pickle of a {@code .pth} file in protocol 2, with the few instructions that PyTorch's own reader allows.
 */
final class PthPickle {

    private static final int DEEPEST = 100;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final IdentityHashMap<Value, Integer> memo = new IdentityHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();

    private PthPickle() {
        op(0x80);
        op(2);
    }

    /**
     * A pickle with its tensors.
     *
     * @param bytes the pickle
     * @param tensors the tensors in it; number {@code i} is storage {@code data/i}
     */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a file is written
    record Pickled(byte[] bytes, List<Tensor> tensors) {}

    /**
     * Pickles a value.
     *
     * @throws IllegalArgumentException if it holds an inert part or a set, or is nested too deeply
     */
    static Pickled of(Value value) {
        PthPickle pickle = new PthPickle();
        pickle.value(value, 0);
        pickle.op('.');
        return new Pickled(pickle.out.toByteArray(), pickle.tensors);
    }

    /** Pickles one tensor whose elements are in storage {@code data/0}. */
    static byte[] ofTensor(DType dtype, long... shape) {
        PthPickle pickle = new PthPickle();
        pickle.tensor(dtype, shape, 0);
        pickle.op('.');
        return pickle.out.toByteArray();
    }

    private void value(Value value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("values nested more than " + DEEPEST + " deep cannot be written");
        }
        Integer known = memo.get(value);
        if (known != null) {
            op('j');
            int4(known);
            return;
        }
        switch (value) {
            case None none -> op('N');
            case Bool bool -> op(bool.value() ? 0x88 : 0x89);
            case Int number -> integer(number.value());
            case Real real -> {
                op('G');
                long bits = Double.doubleToRawLongBits(real.value());
                for (int shift = 56; shift >= 0; shift -= 8) {
                    op((int) (bits >>> shift) & 0xFF);
                }
            }
            case Text text -> text(text.value());
            case Bytes bytes -> {
                global("_codecs", "encode");
                text(new String(bytes.shared(), StandardCharsets.ISO_8859_1));
                text("latin1");
                op(0x86);
                op('R');
            }
            case Dict dict -> {
                if (dict.isOrdered()) {
                    emptyOrderedDict();
                } else {
                    op('}');
                }
                memoize(value);
                op('(');
                for (Dict.Entry entry : dict.entries()) {
                    value(entry.key(), depth + 1);
                    value(entry.value(), depth + 1);
                }
                op('u');
            }
            case Sequence sequence -> sequence(sequence, depth);
            case Tensor tensor -> {
                tensor(tensor.dtype(), tensor.shape(), tensors.size());
                tensors.add(tensor);
                memoize(value);
            }
            case Global global -> throw new IllegalArgumentException("a " + global + " cannot be written");
            case Opaque opaque -> throw new IllegalArgumentException("an " + opaque + " object cannot be written");
        }
    }

    private void sequence(Sequence sequence, int depth) {
        switch (sequence.kind()) {
            case LIST -> {
                op(']');
                memoize(sequence);
                op('(');
                sequence.items().forEach(item -> value(item, depth + 1));
                op('e');
            }
            case TUPLE -> {
                op('(');
                sequence.items().forEach(item -> value(item, depth + 1));
                op('t');
            }
            case SET -> throw new IllegalArgumentException("sets cannot be written; use a list");
        }
    }

    private void tensor(DType dtype, long[] shape, int key) {
        Optional<String> storage = dtype.storageName();
        global("torch._utils", storage.isPresent() ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
        op('(');
        op('(');
        text("storage");
        if (storage.isPresent()) {
            global("torch", storage.get());
        } else {
            global("torch.storage", "UntypedStorage");
        }
        text(Integer.toString(key));
        text("cpu");
        long count = Shapes.count(shape);
        integer(BigInteger.valueOf(storage.isPresent() ? count : count * dtype.bytes()));
        op('t');
        op('Q');
        integer(BigInteger.ZERO);
        integers(shape);
        integers(Shapes.rowMajor(shape));
        op(0x89);
        emptyOrderedDict();
        if (storage.isEmpty()) {
            global("torch", dtype.torchName());
        }
        op('t');
        op('R');
    }

    private void emptyOrderedDict() {
        global("collections", "OrderedDict");
        op(')');
        op('R');
    }

    private void integers(long[] values) {
        op('(');
        for (long value : values) {
            integer(BigInteger.valueOf(value));
        }
        op('t');
    }

    private void integer(BigInteger value) {
        if (value.signum() >= 0 && value.bitLength() <= 8) {
            op('K');
            op(value.intValue());
        } else if (value.bitLength() < 32) {
            op('J');
            int4(value.intValue());
        } else {
            byte[] bigEndian = value.toByteArray();
            if (bigEndian.length > 255) {
                throw new IllegalArgumentException(
                        "a whole number of " + value.bitLength() + " bits cannot be written");
            }
            op(0x8a);
            op(bigEndian.length);
            for (int i = bigEndian.length - 1; i >= 0; i--) {
                op(bigEndian[i]);
            }
        }
    }

    private void text(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("the string " + PrintableText.quote(text) + " is not valid Unicode");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        int4(bytes.length);
        out.writeBytes(bytes);
    }

    private void global(String module, String name) {
        op('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void memoize(Value value) {
        op('r');
        int4(memo.size());
        memo.put(value, memo.size());
    }

    private void int4(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            op(value >>> shift);
        }
    }

    private void op(int value) {
        out.write(value);
    }
}
