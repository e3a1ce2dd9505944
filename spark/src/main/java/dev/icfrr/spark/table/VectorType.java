package dev.icfrr.spark.table;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;

/** How a column stores features. Values in double precision are rounded to single precision. */
enum VectorType {
    FLOATS {
        @Override
        float[] read(InternalRow row, int column) {
            return withoutNull(row.getArray(column)).toFloatArray();
        }
    },
    DOUBLES {
        @Override
        float[] read(InternalRow row, int column) {
            return rounded(withoutNull(row.getArray(column)).toDoubleArray());
        }
    },
    /** Vectors of Spark's ML library, which this module does not need: a kind, a size, indices and values. */
    ML {
        @Override
        float[] read(InternalRow row, int column) {
            InternalRow vector = row.getStruct(column, 4);
            float[] values = rounded(vector.getArray(3).toDoubleArray());
            if (vector.getByte(0) == DENSE) {
                return values;
            }
            int[] indices = vector.getArray(2).toIntArray();
            float[] all = new float[vector.getInt(1)];
            for (int i = 0; i < indices.length; i++) {
                all[indices[i]] = values[i];
            }
            return all;
        }

        @Override
        int length(InternalRow row, int column) {
            InternalRow vector = row.getStruct(column, 4);
            return vector.getByte(0) == DENSE ? vector.getArray(3).numElements() : vector.getInt(1);
        }
    };

    private static final byte DENSE = 1;

    /** Returns a feature. */
    abstract float[] read(InternalRow row, int column);

    /** Returns the length of a feature. */
    int length(InternalRow row, int column) {
        return row.getArray(column).numElements();
    }

    /**
     * Returns how a column stores features.
     *
     * @throws IllegalArgumentException if it holds something else
     */
    static VectorType of(Columns columns, String name) {
        DataType type = columns.type(name);
        if (type instanceof ArrayType array && array.elementType() instanceof FloatType) {
            return FLOATS;
        }
        if (type instanceof ArrayType array && array.elementType() instanceof DoubleType) {
            return DOUBLES;
        }
        boolean ofMl = type instanceof UserDefinedType<?> && type.typeName().equals("vector");
        // Without the ML library, Spark reads its vectors from Parquet as what they consist of.
        boolean parts = type instanceof StructType struct
                && List.of(struct.fieldNames()).equals(List.of("type", "size", "indices", "values"));
        if (ofMl || parts) {
            return ML;
        }
        throw new IllegalArgumentException(columns.path() + ": column " + name
                + " must be an array of float or double, or a vector of Spark's ML library, not "
                + type.simpleString() + ": cast it, as by cast(" + name + " as array<float>)");
    }

    private static ArrayData withoutNull(ArrayData array) {
        for (int k = 0; k < array.numElements(); k++) {
            if (array.isNullAt(k)) {
                throw new IllegalArgumentException("holds null at " + k);
            }
        }
        return array;
    }

    private static float[] rounded(double[] values) {
        float[] rounded = new float[values.length];
        for (int k = 0; k < values.length; k++) {
            rounded[k] = (float) values[k];
            if (Float.isInfinite(rounded[k]) && Double.isFinite(values[k])) {
                throw new IllegalArgumentException(
                        "holds " + values[k] + " at " + k + ", which single precision cannot hold");
            }
        }
        return rounded;
    }
}
