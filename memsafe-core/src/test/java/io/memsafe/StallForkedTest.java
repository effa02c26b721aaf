package io.memsafe;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Death spirals in child JVMs. */
@Execution(ExecutionMode.CONCURRENT)
class StallForkedTest {

    @ParameterizedTest
    @EnumSource(names = {"SERIAL", "G1", "ZGC"})
    void aDeathSpiralIsAnEmergencyThoughNobodyGetsMemory(Collector collector) {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("256m")
                .ownClassPath()
                .main(StallChild.class.getName())
                .timeout(Duration.ofMinutes(2))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines()).as("%s", result).contains("reached=EMERGENCY");
    }
}
