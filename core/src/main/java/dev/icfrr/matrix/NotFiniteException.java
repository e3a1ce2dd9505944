package dev.icfrr.matrix;

/** A distance or feature is NaN or infinite; where it was read from is for the caller to say. */
public final class NotFiniteException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NotFiniteException(double value, int row, int column) {
        super("row " + row + ", column " + column + " holds " + value + ": distances and features must be finite");
    }
}
