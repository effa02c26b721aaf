package io.memsafe.batch.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * Text in a charset, lines of text among it.
 *
 * @param charset one that contains ASCII byte by byte
 */
record Text(Charset charset) implements RecordFormat<String> {
    private static final char REPLACEMENT = '\uFFFD';

    Text {
        if (!charset.canEncode() || !Arrays.equals("\n\",".getBytes(charset), new byte[] {'\n', '"', ','})) {
            throw new IllegalArgumentException(
                    "charset " + charset + " does not keep line feeds as single bytes, so that"
                            + " records cannot be found in it; convert the file to UTF-8");
        }
    }

    /**
     * Decodes. A malformed byte would become a replacement character, so only a text that has one is decoded strictly.
     *
     * @throws CharacterCodingException if the bytes are no text of this charset
     */
    @Override
    public String map(byte[] bytes, int from, int length) throws CharacterCodingException {
        String text = new String(bytes, from, length, charset);
        return text.indexOf(REPLACEMENT) < 0
                ? text
                : charset.newDecoder()
                        .decode(ByteBuffer.wrap(bytes, from, length))
                        .toString();
    }
}
