package io.memsafe.batch;

import java.util.Locale;

/** Writes strings of JSON. Thread-safety: stateless. */
final class JsonText {
    private JsonText() {}

    /** Appends a string in quotes, with what JSON or a line cannot hold escaped. */
    static StringBuilder string(StringBuilder to, String value) {
        to.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                to.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                to.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                to.append(c);
            }
        }
        return to.append('"');
    }
}
