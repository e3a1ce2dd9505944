package dev.icfrr.matrix;

/** Thrown if a distance or feature is NaN or infinite. The caller adds the name of the file. */
public final class NotFiniteException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NotFiniteException(double value, int row, int column) {
        super("row " + row + ", column " + column + " holds " + value + ": distances and features must be finite");
    }
}
