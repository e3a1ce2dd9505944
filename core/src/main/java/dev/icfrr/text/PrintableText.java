package dev.icfrr.text;

/** Makes text from files safe for messages and terminals: one line, bounded, without control characters. */
public final class PrintableText {

    private static final int LONGEST = 120;

    private PrintableText() {}

    /** Returns at most 120 characters of the text, with characters that are not printable replaced. */
    public static String shorten(String text) {
        return text.length() > LONGEST ? printable(text.substring(0, LONGEST)) + '…' : printable(text);
    }

    /**
     * Returns the whole text with every character that is not printable replaced, so that it cannot move a terminal's
     * cursor.
     */
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

    /** Returns the {@linkplain #shorten shortened} text in single quotes. */
    public static String quote(String text) {
        return "'" + shorten(text) + "'";
    }
}
