package io.memsafe.batch.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvFactory;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/** Records of separated values, of which each has a field for every column; empty lines mean nothing. */
final class CsvFormat<I> implements RecordFormat<I> {
    private final Text text;
    private final char separator;
    private final ObjectReader header;
    private final ObjectReader plain;
    private final boolean named;
    private @Nullable ObjectReader reader;

    private CsvFormat(Text text, char separator, List<String> columns, @Nullable Class<I> type, int longest) {
        this.text = text;
        this.separator = separator;
        this.named = columns.isEmpty();
        StreamReadConstraints bounds =
                StreamReadConstraints.builder().maxStringLength(longest).build();
        CsvMapper mapper = CsvMapper.builder(
                        CsvFactory.builder().streamReadConstraints(bounds).build())
                .enable(CsvReadFeature.FAIL_ON_MISSING_COLUMNS)
                .build();
        this.header = mapper.readerFor(String[].class).with(schema(List.of()));
        this.plain = type == null ? mapper.readerForMapOf(String.class) : mapper.readerFor(type);
        this.reader = named ? null : plain.with(schema(columns));
    }

    /** Records to a class. */
    static <I> CsvFormat<I> of(Text text, char separator, List<String> columns, Class<I> type, int longest) {
        return new CsvFormat<>(text, separator, columns, type, longest);
    }

    /** Records to maps from column to field, in the order of the columns. */
    static CsvFormat<Map<String, String>> maps(Text text, char separator, List<String> columns, int longest) {
        return new CsvFormat<>(text, separator, columns, null, longest);
    }

    private CsvSchema schema(List<String> columns) {
        CsvSchema.Builder schema = CsvSchema.builder().setColumnSeparator(separator);
        columns.forEach(schema::addColumn);
        return schema.build();
    }

    @Override
    public boolean hasHeader() {
        return named;
    }

    @Override
    public void header(byte[] bytes, int from, int length) throws IOException {
        String[] columns = (String[]) parse(header, bytes, from, length);
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new IOException("the header names column '" + column + "' twice");
            }
        }
        reader = plain.with(schema(List.of(columns)));
    }

    @Override
    public boolean isRecord(byte[] bytes, int from, int length) {
        return length > 0;
    }

    @Override
    @SuppressWarnings("unchecked") // the reader was made for I
    public I map(byte[] bytes, int from, int length) throws IOException {
        if (reader == null) {
            throw new IllegalStateException("the header has not been read");
        }
        return (I) parse(reader, bytes, from, length);
    }

    private Object parse(ObjectReader with, byte[] bytes, int from, int length) throws IOException {
        @Nullable
        Object value = text.charset().equals(StandardCharsets.UTF_8)
                ? with.readValue(bytes, from, length)
                : with.readValue(text.map(bytes, from, length));
        if (value == null) {
            throw new IOException("the record is empty");
        }
        return value;
    }
}
