package io.memsafe.batch.spill;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Records and beans, by Jackson 3: in CBOR, a compact binary form, or by a mapper of your own. Needs
 * {@code tools.jackson.dataformat:jackson-dataformat-cbor}, which this library does not bring.
 *
 * <p>Thread-safety: safe.
 *
 * @param <T> the items
 */
public final class JacksonSpillFormat<T> implements SpillFormat<T> {
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final Class<T> type;

    private JacksonSpillFormat(ObjectMapper mapper, Class<T> type) {
        this.type = Objects.requireNonNull(type, "type");
        this.writer = mapper.writerFor(type).without(StreamWriteFeature.AUTO_CLOSE_TARGET);
        this.reader = mapper.readerFor(type).without(StreamReadFeature.AUTO_CLOSE_SOURCE);
    }

    /**
     * Items of a class, in CBOR.
     *
     * @param type a record, or what else Jackson can write and read back without being told more
     * @param <T> the items
     * @return their format
     */
    public static <T> JacksonSpillFormat<T> cbor(Class<T> type) {
        return new JacksonSpillFormat<>(CBORMapper.shared(), type);
    }

    /**
     * Items of a class, by a mapper.
     *
     * @param mapper with your modules and settings, of any of Jackson's formats
     * @param type what is written and read
     * @param <T> the items
     * @return their format
     */
    @SuppressWarnings("exports") // of a library that only who calls this has
    public static <T> JacksonSpillFormat<T> of(ObjectMapper mapper, Class<T> type) {
        return new JacksonSpillFormat<>(mapper, type);
    }

    @Override
    public void write(T item, DataOutputStream out) throws IOException {
        try {
            writer.writeValue((OutputStream) out, item);
        } catch (JacksonException e) {
            throw new IOException("Jackson cannot write a " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public T read(DataInputStream in) throws IOException {
        try {
            return reader.readValue((InputStream) in);
        } catch (JacksonException e) {
            throw new IOException("Jackson cannot read a " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
