package io.memsafe.benchmarks.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.benchmarks.batch.child.BatchChild;
import io.memsafe.benchmarks.batch.child.Ledger;
import io.memsafe.benchmarks.batch.child.Workload;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real children: what they leave is judged as the lab does it. */
class RingForkedTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "UNIFORM, memsafe-2w, complete, 0",
        "POISON_ARRAY, ten-lines-1w, complete, 1",
        "POISON_ARRAY, fixed-1000-1w, failed, 0",
        "POISON_COMPANY, ten-lines-2w, incomplete, 1",
        "POISON_COMPANY, memsafe-2w, complete, 0"
    })
    void theVerdictIsThatOfTheLedger(Workload workload, String contender, String end, long givenUp) throws IOException {
        Path file = folder.resolve("ledger");
        Ledger ledger = Ledger.open(file, workload.items());
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(Collector.G1)
                .heap("64m")
                .ownClassPath()
                .temporaryFolder(folder)
                .main(
                        BatchChild.class.getName(),
                        file.toString(),
                        contender,
                        workload.name(),
                        Long.toString(workload.items()))
                .timeout(Duration.ofMinutes(3))
                .run();
        Map<String, Object> values = Outcome.values(result, ledger, new Expected().verdict(workload, ledger));
        assertThat(values)
                .as(result.errorTail())
                .containsEntry(Outcome.END, end)
                .containsEntry(Outcome.GIVEN_UP, givenUp);
    }

    @Test
    void aLedgerInWhichItemsAreMissingIsWrong() throws IOException {
        Ledger ledger = Ledger.open(folder.resolve("empty"), Workload.UNIFORM.items());
        assertThat(new Expected().verdict(Workload.UNIFORM, ledger)).isEqualTo(Outcome.WRONG);
    }
}
