package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class HeapLogTest {

    /** A Serial log of a heap of 1000 MB. */
    static String log(int collections, int firstMegabytes, int step) {
        StringBuilder log =
                new StringBuilder("[0.001s][info][gc] Using Serial\n[0.001s][info][gc] Heap Max Capacity: 1000M\n");
        for (int i = 0; i < collections; i++) {
            log.append(String.format(
                    Locale.ROOT,
                    "[%d.000s][info][gc] GC(%d) Pause Full (Allocation Failure) 1000M->%dM(1000M) 20.000ms%n",
                    60 * (i + 1),
                    i,
                    firstMegabytes + i * step));
        }
        return log.toString();
    }

    @Test
    void aHealthyLogMustBeANoteAndNoIncident() {
        Explanation explanation = Fixtures.explain(log(50, 300, 0));
        assertThat(explanation.incidents()).isEmpty();
        assertThat(explanation.notes())
                .containsExactly(
                        "GC log of Serial (unified, 50 collections, 50 full): the live set does not grow, at the"
                                + " end 300 MiB of 1000 MiB.");
    }

    @Test
    void aGrowingLiveSetMustBeOneWithItsRate() {
        Incident incident = Fixtures.verdict(log(50, 200, 5));
        assertThat(incident.kind()).isEqualTo(IncidentKind.GC_HEAP_RISING);
        assertThat(incident.cause()).contains("of 1000 MiB", "it is full in about 2 hours");
        assertThat(incident.evidence()).hasSize(4);
        assertThat(incident.evidence().get(0).line()).isEqualTo(3);
        assertThat(incident.evidence().get(3).line()).isEqualTo(52);
    }

    @Test
    void aFullHeapMustBeOneAndAnErrorBesideItTheVerdict() {
        assertThat(Fixtures.verdict(log(50, 480, 10)).kind()).isEqualTo(IncidentKind.GC_HEAP_EXHAUSTED);
        Explanation both = Fixtures.explain(log(50, 480, 10) + "java.lang.OutOfMemoryError: Java heap space\n");
        assertThat(both.incidents())
                .extracting(Incident::kind)
                .containsExactly(IncidentKind.JAVA_HEAP, IncidentKind.GC_HEAP_EXHAUSTED);
        assertThat(both.seen()).containsEntry(IncidentKind.GC_HEAP_EXHAUSTED, 1L);
    }

    /** The kill stays the verdict; the log says whether the heap had to do with it. */
    @Test
    void aKillMustSayWhatTheGcLogSaysOfTheHeap() {
        String kill = Fixtures.text("kernel-cgroup-v2-6.1.log");
        Incident calm = Fixtures.verdict(log(50, 300, 0) + kill);
        assertThat(calm.kind()).isEqualTo(IncidentKind.KERNEL_CGROUP_V2);
        assertThat(calm.cause()).endsWith("the heap was calm, with 300 MiB live of 1000 MiB: look beside the heap.");
        Explanation full = Fixtures.explain(kill + log(50, 480, 10));
        assertThat(full.incidents())
                .extracting(Incident::kind)
                .containsExactly(IncidentKind.KERNEL_CGROUP_V2, IncidentKind.GC_HEAP_EXHAUSTED);
        assertThat(full.incidents().get(0).cause()).contains("By the GC log the heap was as good as full");
    }
}
