package io.memsafe.web;

/**
 * JSON that is written piece by piece.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class JsonText {
    private static final int CONTROL_END = 0x20;
    private static final int ASCII_END = 0x7f;

    private final StringBuilder text = new StringBuilder();
    private boolean needsComma;

    JsonText open() {
        return begin('{');
    }

    JsonText openArray() {
        return begin('[');
    }

    private JsonText begin(char bracket) {
        comma();
        text.append(bracket);
        needsComma = false;
        return this;
    }

    JsonText close() {
        return end('}');
    }

    JsonText closeArray() {
        return end(']');
    }

    private JsonText end(char bracket) {
        text.append(bracket);
        needsComma = true;
        return this;
    }

    private void comma() {
        if (needsComma) {
            text.append(',');
        }
    }

    /** A name; its value comes next. */
    JsonText key(String name) {
        comma();
        quote(name);
        text.append(':');
        needsComma = false;
        return this;
    }

    JsonText put(String name, String value) {
        key(name);
        quote(value);
        needsComma = true;
        return this;
    }

    JsonText put(String name, long value) {
        return plain(name, Long.toString(value));
    }

    JsonText put(String name, double value) {
        return plain(name, Double.isFinite(value) ? Double.toString(Math.round(value * 1e4) / 1e4) : "null");
    }

    JsonText put(String name, boolean value) {
        return plain(name, Boolean.toString(value));
    }

    private JsonText plain(String name, String value) {
        key(name);
        text.append(value);
        needsComma = true;
        return this;
    }

    /** All that is not plain ASCII is escaped, and what opens a tag of HTML as well. */
    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c < CONTROL_END || c >= ASCII_END) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
