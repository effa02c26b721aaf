package io.memsafe.spring.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.batch.core.repository.dao.DefaultExecutionContextSerializer;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/** The state of a reader as text, in the form in which Spring Batch itself keeps it by default. */
final class ReaderState {
    private ReaderState() {}

    static String encode(ExecutionContext state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DefaultExecutionContextSerializer().serialize(state.toMap(), bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static ExecutionContext decode(String text) throws IOException {
        return new ExecutionContext(new DefaultExecutionContextSerializer()
                .deserialize(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }
}
