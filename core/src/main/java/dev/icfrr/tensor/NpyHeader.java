package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three values of a {@code .npy} header, which is the text of a Python dictionary.
 *
 * @param description NumPy's description of the elements, or the source text of a list of fields
 * @param columnMajor whether the first dimension varies fastest
 * @param shape sizes of the dimensions
 */
@SuppressWarnings("ArrayRecordComponent") // lives only while a file is opened
record NpyHeader(String description, boolean columnMajor, long[] shape) {

    /**
     * Parses a header in every notation that NumPy reads: any white space, either quote, and the strings and long
     * numbers of Python 2.
     *
     * @throws IllegalArgumentException if it is damaged
     */
    static NpyHeader parse(String text) {
        Scanner in = new Scanner(text);
        @Nullable String description = null;
        @Nullable Boolean columnMajor = null;
        long @Nullable [] shape = null;
        in.expect('{');
        while (!in.accept('}')) {
            String key = in.string();
            in.expect(':');
            switch (key) {
                case "descr" -> description = in.description();
                case "fortran_order" -> columnMajor = in.bool();
                case "shape" -> shape = in.shape();
                default -> throw new IllegalArgumentException("unknown header key " + PrintableText.quote(key));
            }
            if (!in.accept(',')) {
                in.expect('}');
                break;
            }
        }
        in.requireEnd();
        if (description == null || columnMajor == null || shape == null) {
            throw new IllegalArgumentException("the header lacks 'descr', 'fortran_order' or 'shape'");
        }
        return new NpyHeader(description, columnMajor, shape);
    }

    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        private void skipSpace() {
            while (at < text.length() && " \t\r\n\f".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        boolean accept(char wanted) {
            skipSpace();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        void expect(char wanted) {
            if (!accept(wanted)) {
                throw new IllegalArgumentException(
                        "the header is damaged: '" + wanted + "' is missing at its character " + at);
            }
        }

        void requireEnd() {
            skipSpace();
            if (at < text.length()) {
                throw new IllegalArgumentException(
                        "the header is damaged: it continues after its end, at its character " + at);
            }
        }

        String string() {
            skipSpace();
            boolean prefixed = at + 1 < text.length()
                    && "ub".indexOf(text.charAt(at)) >= 0
                    && "'\"".indexOf(text.charAt(at + 1)) >= 0;
            if (prefixed) {
                at++;
            }
            char quote = accept('"') ? '"' : '\'';
            if (quote == '\'') {
                expect('\'');
            }
            int end = text.indexOf(quote, at);
            if (end < 0) {
                throw new IllegalArgumentException("the header is damaged: a string does not end");
            }
            String string = text.substring(at, end);
            at = end + 1;
            return string;
        }

        String description() {
            skipSpace();
            if (at == text.length() || text.charAt(at) != '[') {
                return string();
            }
            int start = at;
            int open = 0;
            do {
                if (at == text.length()) {
                    throw new IllegalArgumentException("the header is damaged: a list does not end");
                }
                char c = text.charAt(at);
                if (c == '\'' || c == '"') {
                    string();
                } else {
                    open += c == '[' ? 1 : c == ']' ? -1 : 0;
                    at++;
                }
            } while (open > 0);
            return text.substring(start, at);
        }

        boolean bool() {
            skipSpace();
            if (text.startsWith("True", at)) {
                at += 4;
                return true;
            }
            if (text.startsWith("False", at)) {
                at += 5;
                return false;
            }
            throw new IllegalArgumentException("the header is damaged: 'fortran_order' is neither True nor False");
        }

        long[] shape() {
            expect('(');
            List<Long> sizes = new ArrayList<>();
            while (!accept(')')) {
                int start = at;
                while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                    at++;
                }
                if (at == start || at - start > 19) {
                    throw new IllegalArgumentException("the header is damaged: a size of 'shape' is no number");
                }
                try {
                    sizes.add(Long.parseLong(text.substring(start, at)));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("a size of 'shape' is too large", e);
                }
                // Python 2 wrote long numbers with this suffix.
                accept('L');
                if (!accept(',')) {
                    expect(')');
                    break;
                }
            }
            return sizes.stream().mapToLong(Long::longValue).toArray();
        }
    }
}
