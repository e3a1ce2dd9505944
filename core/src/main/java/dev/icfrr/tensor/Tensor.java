package dev.icfrr.tensor;

import dev.icfrr.matrix.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of numbers in memory or in a mapped file: element type, shape, strides and offset. A tensor may have
 * any number of elements; only the copy methods copy them. Tensors of a {@link TensorFile} can be read until that file
 * is closed; afterwards every access fails with {@link IllegalStateException}. Safe for use by several threads.
 *
 * <p>"Logical order" means row-major: the last dimension varies fastest, independently of the strides.
 */
public final class Tensor implements Value {

    private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final DType dtype;
    private final Elements elements;
    private final long offset;
    private final long[] shape;
    private final long[] strides;
    private final long count;
    /** The same view with neighboring dimensions merged where possible: a contiguous tensor has one run. */
    private final TensorRuns runs;

    private Tensor(DType dtype, Elements elements, long offset, long[] shape, long[] strides) {
        this.dtype = dtype;
        this.elements = elements;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        this.count = Shapes.count(shape);
        if (strides.length != shape.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " does not fit strides " + Arrays.toString(strides));
        }
        for (long stride : strides) {
            if (stride < 0) {
                throw new IllegalArgumentException("negative stride in " + Arrays.toString(strides));
            }
        }
        long available = elements.data().byteSize() / dtype.bytes();
        long needed = count == 0 ? offset : Shapes.end(offset, shape, strides);
        if (offset < 0 || needed > available) {
            throw new IllegalArgumentException("a tensor of shape " + Arrays.toString(shape) + ", strides "
                    + Arrays.toString(strides) + " and offset " + offset + " needs " + needed
                    + " elements, but its storage has " + available);
        }
        this.runs = new TensorRuns(shape, strides, count);
    }

    /**
     * Creates a view of {@code data}.
     *
     * @param order the byte order of the elements
     * @param offset the first element, counted in elements from the start of {@code data}
     * @param shape sizes of the dimensions; empty for a single number
     * @param strides distance in elements between neighbors along each dimension, at least 0
     * @throws IllegalArgumentException if the view would leave {@code data} or sizes are negative
     */
    public static Tensor view(
            DType dtype, MemorySegment data, ByteOrder order, long offset, long[] shape, long[] strides) {
        Elements elements = new Elements(data.asReadOnly(), dtype, order != ByteOrder.LITTLE_ENDIAN);
        return new Tensor(dtype, elements, offset, shape.clone(), strides.clone());
    }

    /** Creates a tensor over an array in logical order, which is not copied and must not change afterwards. */
    public static Tensor of(float[] values, long... shape) {
        return ofArray(DType.FLOAT32, MemorySegment.ofArray(values), shape);
    }

    /** Creates a tensor over an array in logical order, which is not copied and must not change afterwards. */
    public static Tensor of(double[] values, long... shape) {
        return ofArray(DType.FLOAT64, MemorySegment.ofArray(values), shape);
    }

    /** Creates a tensor over an array in logical order, which is not copied and must not change afterwards. */
    public static Tensor of(long[] values, long... shape) {
        return ofArray(DType.INT64, MemorySegment.ofArray(values), shape);
    }

    /** Creates a tensor over an array in logical order, which is not copied and must not change afterwards. */
    public static Tensor of(int[] values, long... shape) {
        return ofArray(DType.INT32, MemorySegment.ofArray(values), shape);
    }

    /** Creates a tensor of any type over its bytes in native order, which are not copied and must not change. */
    public static Tensor ofBytes(DType dtype, byte[] values, long... shape) {
        return ofArray(dtype, MemorySegment.ofArray(values), shape);
    }

    private static Tensor ofArray(DType dtype, MemorySegment data, long[] shape) {
        if (Shapes.count(shape) != data.byteSize() / dtype.bytes() || data.byteSize() % dtype.bytes() != 0) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " does not fit "
                    + data.byteSize() / dtype.bytes() + " values of type " + dtype);
        }
        return view(dtype, data, ByteOrder.nativeOrder(), 0, shape, Shapes.rowMajor(shape));
    }

    /** Creates a view of other elements of the same storage. */
    Tensor restrided(DType type, long newOffset, long[] newShape, long[] newStrides) {
        Elements same = type == dtype ? elements : new Elements(elements.data(), type, elements.isSwapped());
        return new Tensor(type, same, newOffset, newShape, newStrides);
    }

    /** Returns the element type. */
    public DType dtype() {
        return dtype;
    }

    /** Returns a copy of the sizes of the dimensions. */
    public long[] shape() {
        return shape.clone();
    }

    /** Returns the number of dimensions; 0 for a single number. */
    public int rank() {
        return shape.length;
    }

    /** Returns the size of one dimension. */
    public long size(int dimension) {
        return shape[Objects.checkIndex(dimension, shape.length)];
    }

    /** Returns the number of elements. */
    public long count() {
        return count;
    }

    /**
     * Returns the bytes of all elements.
     *
     * @throws IllegalArgumentException beyond 2^63 bytes, which only a view that repeats its elements can have
     */
    public long byteSize() {
        if (count > Long.MAX_VALUE / dtype.bytes()) {
            throw new IllegalArgumentException("a tensor of " + count + " elements has too many bytes");
        }
        return count * dtype.bytes();
    }

    /** Returns whether the elements are contiguous in memory in logical order. */
    public boolean isContiguous() {
        return runs.isContiguous();
    }

    /** Returns whether the view contains elements of its storage more than once, as after PyTorch's {@code expand}. */
    public boolean repeatsElements() {
        return runs.repeats();
    }

    /** Returns the element at one index per dimension. Whole numbers beyond 2^53 are rounded. */
    public double getDouble(long... index) {
        return elements.toDouble(place(index));
    }

    /**
     * Returns the element at one index per dimension.
     *
     * @throws IllegalArgumentException unless it is a whole number in the range of {@code long}
     */
    public long getLong(long... index) {
        return elements.toLong(place(index));
    }

    private long place(long[] index) {
        if (index.length != shape.length) {
            throw new IllegalArgumentException(
                    index.length + " indices for a tensor of " + shape.length + " dimensions");
        }
        long place = offset;
        for (int d = 0; d < index.length; d++) {
            place += Objects.checkIndex(index[d], shape[d]) * strides[d];
        }
        return place;
    }

    /**
     * Returns a view of the part of this tensor at one index of its first dimension.
     *
     * @param index 0 .. {@code size(0)}-1
     */
    public Tensor select(long index) {
        if (shape.length == 0) {
            throw new IllegalArgumentException("a single number has no first dimension");
        }
        long start = offset + Objects.checkIndex(index, shape[0]) * strides[0];
        return new Tensor(
                dtype,
                elements,
                start,
                Arrays.copyOfRange(shape, 1, shape.length),
                Arrays.copyOfRange(strides, 1, strides.length));
    }

    /** Copies {@code length} elements in logical order from element {@code start} on, rounding to {@code float}. */
    public void copyTo(long start, float[] into, int at, int length) {
        Objects.checkFromIndexSize(at, length, into.length);
        runs.forEach(offset, start, length, (first, stride, n, done) -> {
            int to = at + Math.toIntExact(done);
            if (dtype == DType.FLOAT32 && stride == 1 && !elements.isSwapped()) {
                MemorySegment.copy(elements.data(), Elements.F4, first * 4, into, to, Math.toIntExact(n));
                return;
            }
            switch (dtype) {
                case FLOAT32 -> {
                    for (int i = 0; i < n; i++) {
                        into[to + i] = Float.intBitsToFloat(elements.bits32(first + i * stride));
                    }
                }
                case FLOAT64 -> {
                    for (int i = 0; i < n; i++) {
                        into[to + i] = (float) Double.longBitsToDouble(elements.bits64(first + i * stride));
                    }
                }
                case FLOAT16 -> {
                    for (int i = 0; i < n; i++) {
                        into[to + i] = Float.float16ToFloat(elements.bits16(first + i * stride));
                    }
                }
                case BFLOAT16 -> {
                    for (int i = 0; i < n; i++) {
                        into[to + i] = Float.intBitsToFloat(elements.bits16(first + i * stride) << 16);
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        into[to + i] = (float) elements.toDouble(first + i * stride);
                    }
                }
            }
        });
    }

    /** Copies {@code length} elements in logical order from element {@code start} on. */
    public void copyTo(long start, double[] into, int at, int length) {
        Objects.checkFromIndexSize(at, length, into.length);
        runs.forEach(offset, start, length, (first, stride, n, done) -> {
            int to = at + Math.toIntExact(done);
            if (dtype == DType.FLOAT64 && stride == 1 && !elements.isSwapped()) {
                MemorySegment.copy(elements.data(), Elements.F8, first * 8, into, to, Math.toIntExact(n));
                return;
            }
            switch (dtype) {
                case FLOAT32 -> {
                    for (int i = 0; i < n; i++) {
                        into[to + i] = Float.intBitsToFloat(elements.bits32(first + i * stride));
                    }
                }
                case FLOAT64 -> {
                    for (int i = 0; i < n; i++) {
                        into[to + i] = Double.longBitsToDouble(elements.bits64(first + i * stride));
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        into[to + i] = elements.toDouble(first + i * stride);
                    }
                }
            }
        });
    }

    /**
     * Copies {@code length} elements in logical order from element {@code start} on.
     *
     * @throws IllegalArgumentException if one of them is not a whole number in the range of {@code long}
     */
    public void copyTo(long start, long[] into, int at, int length) {
        Objects.checkFromIndexSize(at, length, into.length);
        runs.forEach(offset, start, length, (first, stride, n, done) -> {
            int to = at + Math.toIntExact(done);
            for (int i = 0; i < n; i++) {
                into[to + i] = elements.toLong(first + i * stride);
            }
        });
    }

    /** Copies the little-endian bytes of {@code length} elements in logical order to the start of {@code into}. */
    void copyBytes(long start, long length, MemorySegment into) {
        int unit = dtype.bytes();
        // A complex element is two numbers, each with its own byte order.
        int word = dtype.isComplex() ? unit / 2 : unit;
        MemorySegment data = elements.data();
        runs.forEach(offset, start, length, (first, stride, n, done) -> {
            if (stride == 1 && (!elements.isSwapped() || word == 1)) {
                MemorySegment.copy(data, first * unit, into, done * unit, n * unit);
                return;
            }
            for (long i = 0; i < n; i++) {
                long from = (first + i * stride) * unit;
                long to = (done + i) * unit;
                for (int b = 0; b < unit; b++) {
                    int source = elements.isSwapped() ? b / word * word + (word - 1 - b % word) : b;
                    into.set(Elements.I1, to + b, data.get(Elements.I1, from + source));
                }
            }
        });
    }

    /** Returns all elements in logical order, rounded to {@code float}. */
    public float[] toFloatArray() {
        float[] values = new float[arrayLength()];
        copyTo(0, values, 0, values.length);
        return values;
    }

    /** Returns all elements in logical order. */
    public double[] toDoubleArray() {
        double[] values = new double[arrayLength()];
        copyTo(0, values, 0, values.length);
        return values;
    }

    /**
     * Returns all elements in logical order.
     *
     * @throws IllegalArgumentException if one of them is not a whole number in the range of {@code long}
     */
    public long[] toLongArray() {
        long[] values = new long[arrayLength()];
        copyTo(0, values, 0, values.length);
        return values;
    }

    /**
     * Returns all elements in logical order.
     *
     * @throws IllegalArgumentException if one of them is not a whole number in the range of {@code int}
     */
    public int[] toIntArray() {
        MemorySegment plain = memory(DType.INT32);
        if (plain != null) {
            return plain.asSlice(0, (long) arrayLength() * Integer.BYTES).toArray(INTS);
        }
        long[] wide = toLongArray();
        int[] values = new int[wide.length];
        for (int i = 0; i < wide.length; i++) {
            values[i] = (int) wide[i];
            if (values[i] != wide[i]) {
                throw new IllegalArgumentException("the value " + wide[i] + " is beyond the range of 32 bits");
            }
        }
        return values;
    }

    private int arrayLength() {
        if (count > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a tensor of " + count + " elements does not fit a Java array: read it in parts");
        }
        return (int) count;
    }

    /**
     * Returns the memory of the elements, little-endian and in logical order, so that loops can read it without
     * copying. Null if the elements have another type than the given one, or are stored in another form.
     */
    public @Nullable MemorySegment memory(DType type) {
        boolean plain = dtype == type && isContiguous() && !elements.isSwapped();
        return plain ? elements.data().asSlice(offset * type.bytes(), count * type.bytes()) : null;
    }

    /**
     * Returns this tensor as a matrix.
     *
     * @throws IllegalArgumentException unless it has two dimensions of less than 2^31 and real numbers
     */
    public Matrix asMatrix() {
        if (shape.length != 2) {
            throw new IllegalArgumentException(
                    "a matrix has 2 dimensions, this tensor has shape " + Arrays.toString(shape));
        }
        if (dtype.isComplex()) {
            throw new IllegalArgumentException("a " + dtype + " tensor cannot be read as a matrix of real numbers");
        }
        if (shape[0] > Integer.MAX_VALUE || shape[1] > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a matrix of shape " + Arrays.toString(shape) + " is too large");
        }
        return new TensorMatrix(this);
    }

    /** Returns type and shape, for example {@code float32[2400, 27989]}. */
    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }
}
