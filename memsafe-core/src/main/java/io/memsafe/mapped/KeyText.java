package io.memsafe.mapped;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Keys as people read them. Thread-safety: stateless. */
final class KeyText {
    private static final int MOST_BYTES = 64;
    private static final char NO_CHARACTER = 0xFFFD; // what bytes become that are no UTF-8

    private KeyText() {}

    /** The text that the key is in UTF-8, in quotes, or its bytes where it is none that can be shown; at most 64 bytes of it. */
    static String of(ByteBuffer buffer, int start, int length) {
        byte[] shown = new byte[Math.min(length, MOST_BYTES)];
        buffer.get(start, shown);
        String more = length > MOST_BYTES ? "... (" + length + " bytes)" : "";
        String text = new String(shown, StandardCharsets.UTF_8);
        boolean readable = text.chars().noneMatch(each -> Character.isISOControl(each) || each == NO_CHARACTER);
        return (readable ? "'" + text + "'" : hex(shown, shown.length)) + more;
    }

    static String hex(byte[] bytes, int length) {
        return length == 0 ? "nothing" : "0x" + HexFormat.of().formatHex(bytes, 0, length);
    }
}
