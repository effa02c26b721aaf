package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KubernetesReaderTest {

    @Test
    void aDescribedPodMustNameContainerLimitAndRestarts() {
        Explanation explanation = Fixtures.explain(Fixtures.bytes("kubectl-describe.txt"));
        assertThat(explanation.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.KUBERNETES_OOM_KILLED);
            assertThat(incident.victim()).isEqualTo("container app of pod orders-6c9f7d5b44-q8x2m");
            assertThat(incident.limit()).isEqualTo("memory limit of the container, 768Mi");
            assertThat(incident.cause()).contains("restarted 4 times");
            assertThat(incident.when()).isEqualTo("Tue, 10 Mar 2026 11:40:05 +0000");
        });
        assertThat(explanation.notes())
                .as("exit code 137 alone")
                .singleElement()
                .asString()
                .startsWith("The container proxy of pod orders-6c9f7d5b44-q8x2m ended with exit code 137");
    }

    @Test
    void aPodInYamlMustSayTheSame() {
        Incident incident = Fixtures.verdict(Fixtures.text("kubectl-pod.yaml"));
        assertThat(incident.kind()).isEqualTo(IncidentKind.KUBERNETES_OOM_KILLED);
        assertThat(incident.victim()).isEqualTo("container app of pod orders-6c9f7d5b44-q8x2m");
        assertThat(incident.limit()).endsWith("768Mi");
        assertThat(incident.cause()).contains("restarted 4 times");
        assertThat(incident.when()).isEqualTo("2026-03-10T11:40:05Z");
    }

    @Test
    void anEvictionForMemoryMustNameThePodAndItsUsersAndOneForDiskMustNotCount() {
        Explanation explanation = Fixtures.explain(Fixtures.bytes("kubectl-events.txt"));
        assertThat(explanation.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.KUBERNETES_EVICTED);
            assertThat(incident.victim()).isEqualTo("pod report-5d4b8-aa1");
            assertThat(incident.limit()).contains("87608Ki left of the 100Mi");
            assertThat(incident.users())
                    .extracting(MemoryUser::residentBytes)
                    .containsExactly(3145728L << 10, 20480L << 10);
        });
    }

    @Test
    void eventsInJsonMustSayTheSame() {
        Incident incident = Fixtures.verdict(Fixtures.text("kubectl-events.json"));
        assertThat(incident.kind()).isEqualTo(IncidentKind.KUBERNETES_EVICTED);
        assertThat(incident.victim()).isEqualTo("pod report-5d4b8-aa1");
    }

    @Test
    void aTableOfPodsMustDoToo() {
        Incident incident = Fixtures.verdict("NAME       READY   STATUS      RESTARTS      AGE\n"
                + "web-1      1/1     Running     0             2d\n"
                + "work-5f7   0/1     OOMKilled   3 (30s ago)   6m18s\n");
        assertThat(incident.victim()).isEqualTo("container (not named) of pod work-5f7");
        assertThat(incident.cause()).contains("restarted 3 times");
    }

    @Test
    void theKubeletMustBeHeardOfTheNode() {
        Incident incident = Fixtures.verdict(
                "3m  Warning  SystemOOM  node/node-3  System OOM encountered, victim process: java, pid: 4711\n");
        assertThat(incident.kind()).isEqualTo(IncidentKind.KERNEL_GLOBAL);
        assertThat(incident.pid()).isEqualTo(4711);
    }

    @Test
    void aSentenceAboutItMustNotCount() {
        assertThat(Fixtures.explain("the pod was OOMKilled last week, exit code 137\nReason: OOMKilled\n")
                        .incidents())
                .isEmpty();
    }
}
