package io.memsafe.batch.file;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How a file is compressed. */
public enum Compression {
    /** Not at all. */
    NONE,
    /** By gzip; several members after one another are one file. */
    GZIP,
    /** By Zstandard, several frames after one another are one file; needs {@code com.github.luben:zstd-jni}. */
    ZSTD;

    private static final int BUFFER_BYTES = 64 << 10;

    /** What the name of a file says. */
    static Compression ofName(Path file) {
        String name = file.toString();
        return name.endsWith(".gz") ? GZIP : name.endsWith(".zst") ? ZSTD : NONE;
    }

    /** Says at once, and in words, that a library is missing. */
    void require() {
        if (this == ZSTD) {
            Library.ZSTD.require();
        }
    }

    /** The content of a file, from its start; leaves nothing open if that fails. */
    InputStream open(Path file) throws IOException {
        InputStream raw = new FileInputStream(file.toFile());
        try {
            return reading(raw);
        } catch (Throwable e) {
            raw.close();
            throw e;
        }
    }

    private InputStream reading(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER_BYTES);
            case ZSTD -> Zstd.reading(in);
        };
    }

    /** A member or frame; to close it ends it, and closes {@code out}. */
    OutputStream writing(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out, BUFFER_BYTES);
            case ZSTD -> Zstd.writing(out);
        };
    }

    /** Loaded where the library is. */
    private static final class Zstd {
        private Zstd() {}

        static InputStream reading(InputStream in) throws IOException {
            return new ZstdInputStream(in);
        }

        static OutputStream writing(OutputStream out) throws IOException {
            return new ZstdOutputStream(out);
        }
    }
}
