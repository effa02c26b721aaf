package io.memsafe.doctor.explain;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerTest {
    private static final String HEAP = "java.lang.OutOfMemoryError: Java heap space\n";
    private static final String METASPACE = "java.lang.OutOfMemoryError: Metaspace\n";
    private static final String DIRECT =
            "java.lang.OutOfMemoryError: Cannot reserve 16 bytes of direct buffer memory\n";

    private final List<IncidentKind> found = new ArrayList<>();
    private final Explainer explainer = new Explainer();
    private final LogFollower follower = new LogFollower(explainer, incident -> found.add(incident.kind()));

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void choose() {
        log = folder.resolve("app.log");
    }

    private static void append(Path path, String text) throws IOException {
        Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void pollAll() throws IOException {
        while (follower.poll()) {
            // as long as there is something
        }
    }

    @Test
    void whatIsThereAndWhatComesMustBeFoundOnce() throws IOException {
        append(log, HEAP);
        follower.add(log);
        pollAll();
        assertThat(found).containsExactly(IncidentKind.JAVA_HEAP);
        append(log, "nothing\n" + HEAP + METASPACE.substring(0, 20));
        pollAll();
        assertThat(found).hasSize(1);
        append(log, METASPACE.substring(20));
        pollAll();
        assertThat(found).containsExactly(IncidentKind.JAVA_HEAP, IncidentKind.METASPACE);
        follower.close();
        assertThat(explainer.explanation().seen()).containsEntry(IncidentKind.JAVA_HEAP, 2L);
        assertThat(explainer.explanation().linesRead()).isEqualTo(4);
    }

    @Test
    void aFileMayComeLater() throws IOException {
        follower.add(log);
        assertThat(follower.poll()).isFalse();
        append(log, HEAP);
        pollAll();
        assertThat(found).containsExactly(IncidentKind.JAVA_HEAP);
        assertThat(follower.ended()).isFalse();
    }

    @Test
    void aRotatedLogMustBeReadToItsEndFirst() throws IOException {
        append(log, "begin\n");
        follower.add(log);
        pollAll();
        append(log, HEAP);
        Files.move(log, folder.resolve("app.log.1"));
        append(log, METASPACE);
        pollAll();
        assertThat(found).containsExactly(IncidentKind.JAVA_HEAP, IncidentKind.METASPACE);
    }

    @Test
    void aLogThatIsCutMustBeReadFromItsBegin() throws IOException {
        append(
                log,
                "a long line before it is cut to nothing, longer than what follows it by far, by very far\n" + HEAP);
        follower.add(log);
        pollAll();
        Files.writeString(log, METASPACE);
        pollAll();
        assertThat(found).containsExactly(IncidentKind.JAVA_HEAP, IncidentKind.METASPACE);
    }

    /** A report of the kernel has no last line; when nothing more comes it is complete. */
    @Test
    void aKillMustBeToldWhenTheLogFallsSilent() throws IOException {
        Files.write(log, Fixtures.bytes("kernel-cgroup-v2-6.1.log"));
        follower.add(log);
        pollAll();
        assertThat(found).containsExactly(IncidentKind.KERNEL_CGROUP_V2);
    }

    @Test
    void severalLogsMustBeFollowedTogether() throws IOException {
        Path gc = folder.resolve("gc.log");
        follower.add(log);
        follower.add(gc);
        append(log, HEAP);
        append(gc, HeapLogTest.log(50, 480, 10));
        pollAll();
        append(log, DIRECT);
        append(gc, "[9999.000s][info][gc] GC(99) Pause Full (Allocation Failure) 1000M->990M(1000M) 20.000ms\n");
        pollAll();
        assertThat(found)
                .containsExactly(IncidentKind.JAVA_HEAP, IncidentKind.GC_HEAP_EXHAUSTED, IncidentKind.DIRECT_MEMORY);
    }

    @Test
    void aStreamMustEndIt() {
        follower.add("standard input", new ByteArrayInputStream(HEAP.getBytes(StandardCharsets.UTF_8)));
        await().until(() -> {
            pollAll();
            return follower.ended();
        });
        assertThat(found).containsExactly(IncidentKind.JAVA_HEAP);
    }
}
