package io.memsafe.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabsTest {

    @Test
    void noArgumentAndHelpMustListTheLabs() {
        assertThat(Labs.run()).isZero();
        assertThat(Labs.run("--help")).isZero();
        assertThat(Labs.run("jmh", "--help")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"nothing", "jmh --nothing", "jmh --forks=many", "catalog --parts=nothing"})
    void aMistakeOnTheCommandLineMustEndWithTwo(String line) {
        assertThat(Labs.run(line.split(" "))).isEqualTo(2);
    }
}
