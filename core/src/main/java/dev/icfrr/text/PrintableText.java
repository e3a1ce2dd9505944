package dev.icfrr.text;

/** Text from files as it may appear in messages and on terminals: one line, bounded, without control characters. */
public final class PrintableText {

    private static final int LONGEST = 120;

    private PrintableText() {}

    /** The text, at most 120 characters of it, with what is not printable replaced. */
    public static String shorten(String text) {
        return text.length() > LONGEST ? printable(text.substring(0, LONGEST)) + '…' : printable(text);
    }

    /** Returns the whole text with every character that is not printable replaced: it cannot move a terminal's cursor. */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (Character.isISOControl(point)
                    || Character.getType(point) == Character.FORMAT
                    || Character.getType(point) == Character.LINE_SEPARATOR
                    || Character.getType(point) == Character.PARAGRAPH_SEPARATOR
                    || Character.getType(point) == Character.SURROGATE) {
                shown.append('\uFFFD');
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    /** The same in quotes. */
    public static String quote(String text) {
        return "'" + shorten(text) + "'";
    }
}
