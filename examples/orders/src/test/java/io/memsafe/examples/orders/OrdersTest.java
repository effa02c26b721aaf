package io.memsafe.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example as a person runs it, in a heap of 64 MB, on both of its databases. */
@Execution(ExecutionMode.CONCURRENT)
class OrdersTest {
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyOrderIsInTheTableOnce(Database.Kind kind) throws Exception {
        try (Database database = Database.open(kind, folder)) {
            ForkedResult result = Program.run(database.arguments("--orders.count=500"));
            assertThat(result.exitCode()).as("%s", result).isZero();
            database.assertLoaded(500, folder.resolve("set-aside-1.jsonl"));
        }
    }

    @Test
    void aChunkOfAThousandOrdersDoesNotFit() throws Exception {
        try (Database database = Database.open(Database.Kind.H2, folder)) {
            ForkedResult result = Program.run(database.arguments("--orders.count=2000", "--orders.governed=false"));
            assertThat(result.exitCode()).as("%s", result).isEqualTo(OrdersRunner.FAILED);
            assertThat(result.lines()).anyMatch(line -> line.contains("OutOfMemoryError"));
            assertThat(database.rows()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStoppedJobGoesOnWhereItStood(Database.Kind kind) throws Exception {
        try (Database database = Database.open(kind, folder)) {
            String[] arguments = database.arguments("--orders.count=600");
            ForkedResult stopped = Program.run(
                    (jvm, line) -> {
                        if (line.equals(Telling.HOLDING)) {
                            ProcessHandle.of(jvm.pid()).ifPresent(ProcessHandle::destroy); // SIGTERM
                        }
                    },
                    3,
                    arguments);
            assertThat(stopped.exitCode()).as("%s", stopped).isEqualTo(TERMINATED);
            assertThat(database.statuses()).isEqualTo(List.of("STOPPED"));
            assertThat(database.rows()).isPositive().isEqualTo(database.writes().get(0));

            ForkedResult result = Program.run(arguments);
            assertThat(result.exitCode()).as("%s", result).isZero();
            database.assertLoaded(600, folder.resolve("set-aside-1.jsonl"));
            assertThat(database.statuses()).isEqualTo(List.of("STOPPED", "COMPLETED"));
            assertThat(database.writes().stream().mapToInt(count -> count).sum())
                    .as("each by one of the two")
                    .isEqualTo(database.rows());
        }
    }
}
