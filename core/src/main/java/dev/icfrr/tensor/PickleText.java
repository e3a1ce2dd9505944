package dev.icfrr.tensor;

/** Decodes the two textual string notations of pickle protocol 0. */
final class PickleText {

    private PickleText() {}

    /** Decodes a quoted Python string with backslash escapes. */
    static String unquote(String text) {
        String body = text.strip();
        boolean quoted = body.length() >= 2
                && (body.charAt(0) == '\'' || body.charAt(0) == '"')
                && body.charAt(body.length() - 1) == body.charAt(0);
        if (!quoted) {
            throw new IllegalArgumentException("a string without quotes");
        }
        StringBuilder out = new StringBuilder(body.length());
        int end = body.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = body.charAt(i);
            if (c != '\\' || i + 1 == end) {
                out.append(c);
                continue;
            }
            char escape = body.charAt(++i);
            switch (escape) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'a' -> out.append('\u0007');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'v' -> out.append('\u000b');
                case '\\', '\'', '"' -> out.append(escape);
                case 'x' -> {
                    out.append((char) hex(body, i + 1, 2, end));
                    i += 2;
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int value = 0;
                    int stop = Math.min(i + 3, end);
                    int j = i;
                    while (j < stop && body.charAt(j) >= '0' && body.charAt(j) <= '7') {
                        value = value * 8 + body.charAt(j++) - '0';
                    }
                    out.append((char) (value & 0xFF));
                    i = j - 1;
                }
                default -> out.append('\\').append(escape);
            }
        }
        return out.toString();
    }

    /** Decodes Python's raw-unicode-escape, in which only backslash-u escapes have a meaning. */
    static String rawUnicodeEscape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (c == '\\' && next == 'u') {
                out.append((char) hex(text, i + 2, 4, text.length()));
                i += 5;
            } else if (c == '\\' && next == 'U') {
                int point = hex(text, i + 2, 8, text.length());
                if (!Character.isValidCodePoint(point)) {
                    throw new IllegalArgumentException("an escape beyond Unicode");
                }
                out.appendCodePoint(point);
                i += 9;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int hex(String text, int from, int digits, int end) {
        if (from + digits > end) {
            throw new IllegalArgumentException("an escape that is cut off");
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                throw new IllegalArgumentException("an escape that is not hexadecimal");
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
