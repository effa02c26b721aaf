package io.memsafe.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void labelsInQuotesMustBeOneField() {
        assertThat(Sample.records("file,note\na.log,\"one, two\r\nthree\"\n"))
                .containsExactly(List.of("file", "note"), List.of("a.log", "one, two\r\nthree"));
    }

    @Test
    void aVictimThatTheSampleDoesNotNameMustNotBeInvented() {
        Map<String, String> labels = Map.of("scope", "global", "victim", "", "victim_pid", "");
        Sample named = new Sample("a", labels, "Out of memory: Killed process 1 (x) total-vm:1kB, anon-rss:1kB");
        Sample cut = new Sample("b", labels, "x invoked oom-killer: gfp_mask=0x201da, order=0");
        assertThat(Judgement.kernelIsRight(named, Judgement.explain(named))).isFalse();
        assertThat(Judgement.kernelIsRight(cut, Judgement.explain(cut))).isTrue();
    }
}
