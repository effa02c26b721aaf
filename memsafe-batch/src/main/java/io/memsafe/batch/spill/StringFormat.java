package io.memsafe.batch.spill;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Latin-1, or all characters as they are. Not UTF-8, in which an unpaired surrogate would become a question mark.
 * Thread-safe.
 */
final class StringFormat implements SpillFormat<String> {
    static final StringFormat INSTANCE = new StringFormat();
    private static final int LATIN = 0;
    private static final int WIDE = 1;
    private static final int LAST_LATIN = 0xff;
    private static final int OBJECT_BYTES = 24;

    private StringFormat() {}

    @Override
    public void write(String item, DataOutputStream out) throws IOException {
        if (isLatin(item)) {
            out.writeByte(LATIN);
            out.writeBytes(item); // makes no garbage, of which there would be much when memory is short
        } else {
            out.writeByte(WIDE);
            out.writeChars(item);
        }
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_LATIN) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long heldBytes(String item) {
        long length = isLatin(item) ? item.length() : (long) Character.BYTES * item.length();
        return ByteArrayFormat.arrayBytes(length) + OBJECT_BYTES;
    }

    @Override
    public String read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind == LATIN) {
            byte[] text = new byte[in.available()];
            in.readFully(text);
            return new String(text, ISO_8859_1);
        }
        if (kind != WIDE) {
            throw new IOException("a string is of kind 0 or 1, but this one is of kind " + kind);
        }
        char[] text = new char[in.available() / Character.BYTES];
        for (int i = 0; i < text.length; i++) {
            text[i] = in.readChar();
        }
        return new String(text);
    }
}
