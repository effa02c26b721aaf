package io.memsafe.batch.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** JSON Lines: a value on each line; blank lines mean nothing. */
final class JsonFormat<I> implements RecordFormat<I> {
    private final Text text;
    private final ObjectReader reader;

    JsonFormat(Text text, Class<I> type, int longest) {
        this.text = text;
        StreamReadConstraints bounds =
                StreamReadConstraints.builder().maxStringLength(longest).build();
        this.reader = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(bounds).build())
                .build()
                .readerFor(type);
    }

    @Override
    public boolean isRecord(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] > ' ' || bytes[i] < 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public I map(byte[] bytes, int from, int length) throws IOException {
        @Nullable
        I item = text.charset().equals(StandardCharsets.UTF_8)
                ? reader.readValue(bytes, from, length)
                : reader.readValue(text.map(bytes, from, length));
        if (item == null) {
            throw new IOException("the record is null");
        }
        return item;
    }
}
