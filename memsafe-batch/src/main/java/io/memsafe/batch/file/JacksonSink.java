package io.memsafe.batch.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** Writes items as Jackson does, in UTF-8. */
final class JacksonSink<O> implements RecordSink<O> {
    private final ObjectWriter writer;
    private final byte[] header;
    private final byte[] end;

    private JacksonSink(ObjectWriter writer, String header, String end) {
        this.writer = writer;
        this.header = header.getBytes(StandardCharsets.UTF_8);
        this.end = end.getBytes(StandardCharsets.UTF_8);
    }

    /** JSON Lines. */
    static <O> JacksonSink<O> json() {
        return new JacksonSink<>(JsonMapper.builder().build().writer(), "", "\n");
    }

    /** CSV with a header. */
    static <O> JacksonSink<O> csv(Class<O> type, char separator) {
        CsvMapper mapper = CsvMapper.builder().build();
        CsvSchema schema = mapper.schemaFor(type).withColumnSeparator(separator);
        String[] columns = new String[schema.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = schema.columnName(i);
        }
        CsvSchema plain = CsvSchema.builder().setColumnSeparator(separator).build();
        return new JacksonSink<>(mapper.writer(schema), mapper.writer(plain).writeValueAsString(columns), "");
    }

    @Override
    public void begin(OutputStream out) throws IOException {
        out.write(header);
    }

    @Override
    public void write(OutputStream out, O item) throws IOException {
        writer.writeValue(out, item);
        out.write(end);
    }
}
