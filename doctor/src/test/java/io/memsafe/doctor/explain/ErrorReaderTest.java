package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JAVA_HEAP | Java heap space",
                "JAVA_HEAP | Java heap space: failed reallocation of scalar replaced objects",
                "GC_OVERHEAD | GC overhead limit exceeded",
                "METASPACE | Metaspace",
                "METASPACE | PermGen space",
                "COMPRESSED_CLASS_SPACE | Compressed class space",
                "DIRECT_MEMORY | Direct buffer memory",
                "DIRECT_MEMORY | Cannot reserve 5 bytes of direct buffer memory (allocated: 1, limit: 2)",
                "NATIVE_THREAD | unable to create new native thread",
                "NATIVE_THREAD | unable to create native thread: possibly out of memory or process/resource limits reached",
                "ARRAY_SIZE | Requested array size exceeds VM limit",
                "ARRAY_SIZE | Required array length 2147483639 + 9 is too large",
                "MAP_FAILED | Map failed",
                "NATIVE_ALLOCATION | request 32756 bytes for ChunkPool::allocate. Out of swap space?",
                "JAVA_OTHER | Physical memory usage is too high",
            })
    void eachAreaMustBeToldByTheJvmsWords(IncidentKind kind, String message) {
        String error =
                "Exception in thread \"main\" java.lang.OutOfMemoryError: " + message + "\n\tat a.B.c(B.java:1)\n";
        assertThat(Fixtures.verdict(error).kind()).isEqualTo(kind);
        assertThat(Fixtures.verdict(error).victim()).isEqualTo("thread main");
        assertThat(Fixtures.verdict("Caused by: java.lang.OutOfMemoryError: " + message + "\n\tat a.B.c(B.java:1)\n")
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void errorsOfOneKindMustBeOneIncidentAndTheFirstTheVerdict() {
        Explanation explanation = Fixtures.explain(Fixtures.text("application.log"));
        assertThat(explanation.seen()).isEqualTo(Map.of(IncidentKind.JAVA_HEAP, 2L, IncidentKind.DIRECT_MEMORY, 1L));
        Incident verdict = explanation.incidents().get(0);
        assertThat(verdict.kind()).isEqualTo(IncidentKind.JAVA_HEAP);
        assertThat(verdict.count()).isEqualTo(2);
        assertThat(verdict.when()).isEqualTo("2026-05-01 09:00:00,002");
        assertThat(verdict.lastWhen()).isEqualTo("2026-05-01 09:00:01,100");
        assertThat(explanation.incidents().get(1).limit()).isEqualTo("direct memory (-XX:MaxDirectMemorySize), 64 MiB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.OutOfMemoryError: Java heap space",
                "Terminating due to java.lang.OutOfMemoryError: Java heap space",
                "app_1  | java.lang.OutOfMemoryError: Java heap space",
                "2026-05-01T08:00:00Z app-7f9 [main] ERROR a.B: Worker died with java.lang.OutOfMemoryError: Java heap space",
                "Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler in thread \"main\"",
                "java.lang.OutOfMemoryError",
                "io.netty.util.internal.OutOfDirectMemoryError: failed to allocate 16 byte(s) of direct memory (used: 9, max: 9)",
                "{\"level\":\"error\",\"stack_trace\":\"java.lang.OutOfMemoryError: Java heap space\\n\\tat a.B.c(B.java:1)\\n\"}",
                "{\"log\":\"Exception in thread \\\"main\\\" java.lang.OutOfMemoryError: Java heap space\\n\",\"stream\":\"stderr\"}",
                "# java.lang.OutOfMemoryError: Java heap space\n# -XX:OnOutOfMemoryError=\"kill -9 %p\"",
                "\u001b[31mERROR\u001b[0m a.B - java.lang.OutOfMemoryError: Java heap space",
                "JVMDUMP039I Processing dump event \"systhrow\", detail \"java/lang/OutOfMemoryError\" at 2026/05/01",
            })
    void whatWasThrownMustBeFoundInAnyLog(String text) {
        assertThat(Fixtures.explain(text).incidents()).hasSize(1);
    }

    @Test
    void whatIsOnlyMentionedMustNotBeFound() {
        Fixtures.text("mentions.log")
                .lines()
                .forEach(line ->
                        assertThat(Fixtures.explain(line).incidents()).as(line).isEmpty());
        assertThat(Fixtures.explain(Fixtures.text("mentions.log")).incidents()).isEmpty();
    }
}
