package io.memsafe.benchmarks.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostTest {
    @Test
    void theLineOfTheChildIsRead() {
        assertThat(Cost.values(List.of("other", "@cost cpuShare=0.000310 megabytesPerSecond=1234.500"), ""))
                .containsEntry("cpuShare", 0.00031)
                .containsEntry("megabytesPerSecond", 1234.5);
    }

    @Test
    void aChildThatDiedIsNamed() {
        assertThatThrownBy(() -> Cost.values(List.of("other"), "out of memory"))
                .isInstanceOf(CannotMeasureException.class)
                .hasMessageContaining("out of memory");
    }
}
