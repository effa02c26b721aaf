package io.memsafe.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first page of a history: what the file is, written once, and the JVM that wrote it last, in a sector of its own.
 */
final class FileHeader {
    static final int BYTES = 4096;

    private static final long MAGIC = 0x6d656d7361666548L; // memsafeH
    private static final int SCHEMA = 1;
    private static final int SCHEMA_AT = 8;
    private static final int JVM_AT = 2048;
    private static final int MOST_JVM_BYTES = 500;

    private FileHeader() {}

    /**
     * Says whether a file is a history that this version reads.
     *
     * @return {@code false} if it is empty, or was left blank by a loss of power
     * @throws IOException if it is something else, or newer
     */
    static boolean check(FileChannel file, Path path) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(BYTES);
        while (page.hasRemaining() && file.read(page, page.position()) > 0) {
            // until the page or the file is at its end
        }
        page.flip();
        if (isBlank(page)) {
            return false;
        }
        if (page.limit() < SCHEMA_AT + Integer.BYTES || page.getLong(0) != MAGIC) {
            throw new IOException(path + " is no memsafe history: it begins with other bytes");
        }
        int schema = page.getInt(SCHEMA_AT);
        if (schema != SCHEMA) {
            throw new IOException(path + " has schema " + schema
                    + " of a memsafe history, but this version knows only schema " + SCHEMA + "; use a newer memsafe");
        }
        return true;
    }

    private static boolean isBlank(ByteBuffer page) {
        for (int i = 0; i < page.limit(); i++) {
            if (page.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Writes the page of a new file. */
    static void create(FileChannel file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(BYTES);
        page.putLong(0, MAGIC).putInt(SCHEMA_AT, SCHEMA);
        write(file, page, 0);
    }

    static void writeJvm(FileChannel file, HistoryJvm jvm) throws IOException {
        byte[] text = String.join(
                        "\n",
                        jvm.collector(),
                        Long.toString(jvm.maxHeapBytes()),
                        jvm.javaVersion(),
                        jvm.started().toString())
                .getBytes(StandardCharsets.UTF_8);
        if (text.length > MOST_JVM_BYTES) {
            throw new IOException(
                    "the description of this JVM has " + text.length + " bytes, more than " + MOST_JVM_BYTES);
        }
        ByteBuffer sector = ByteBuffer.allocate(Long.BYTES + text.length);
        sector.putInt(text.length).putInt(checksum(text)).put(text).flip();
        write(file, sector, JVM_AT);
    }

    private static void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, at + bytes.position());
        }
    }

    private static int checksum(byte[] text) {
        CRC32C crc = new CRC32C();
        crc.update(text, 0, text.length);
        return (int) crc.getValue();
    }

    /** The JVM that wrote last; empty if a crash fell into the writing of that. */
    static Optional<HistoryJvm> readJvm(FileChannel file) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(Long.BYTES + MOST_JVM_BYTES);
        file.read(sector, JVM_AT);
        sector.flip();
        if (sector.remaining() < Long.BYTES) {
            return Optional.empty();
        }
        int length = sector.getInt();
        int expected = sector.getInt();
        if (length <= 0 || length > sector.remaining()) {
            return Optional.empty();
        }
        byte[] text = new byte[length];
        sector.get(text);
        if (checksum(text) != expected) {
            return Optional.empty();
        }
        List<String> lines = new String(text, StandardCharsets.UTF_8).lines().toList();
        try {
            return Optional.of(new HistoryJvm(
                    lines.get(0), Long.parseLong(lines.get(1)), lines.get(2), Instant.parse(lines.get(3))));
        } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
