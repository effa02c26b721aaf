package io.memsafe.doctor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryPlanTest {

    static Stream<String> descriptions() {
        return Descriptions.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void theSumMustBeWithinTheMemory(String description) {
        MemoryPlan plan = Descriptions.plan(description);
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.worstBytes()).isLessThanOrEqualTo(plan.budgetBytes());
        assertThat(plan.budgetBytes()).isLessThanOrEqualTo(plan.memoryBytes());
        long sum = plan.reservedBytes();
        for (ServicePlan service : plan.services()) {
            for (Item item : service.settings().worstCase()) {
                assertThat(item.totalBytes())
                        .as("%s of %s", item, service.name())
                        .isNotNegative();
                sum += item.totalBytes();
            }
        }
        assertThat(sum).isEqualTo(plan.worstBytes());
    }

    /** Sizes from where nothing fits to where all have plenty: a plan is within the memory, or says what is missing. */
    @ParameterizedTest
    @MethodSource("descriptions")
    void anySizeMustFitOrSayWhatIsMissing(String description) {
        for (int mib = 256; mib < 200_000; mib += 1 + mib / 9) {
            MemoryPlan plan = Descriptions.plan(description.replaceFirst("memory: \\d+GiB", "memory: " + mib + "MiB"));
            if (plan.fits()) {
                assertThat(plan.budgetBytes()).as("%d MiB", mib).isLessThanOrEqualTo(plan.memoryBytes());
                assertThat(PlanFiles.of(plan)).isNotEmpty();
            } else {
                assertThat(plan.problems())
                        .as("%d MiB", mib)
                        .allMatch(problem -> problem.contains("missing") || problem.contains("find room"));
            }
        }
    }

    /** With what was missing added it fits: reserves grow with a machine, so they are said here. */
    @Test
    void whatIsMissingMustBeExact() {
        String text = "machine: {memory: %dMiB, cores: 1, system-reserve: 200MiB, cache-reserve: 100MiB}\n"
                + "mariadb: {connections: 100}\n";
        MemoryPlan plan = Descriptions.plan(text.formatted(512));
        assertThat(plan.fits()).isFalse();
        assertThat(plan.missingBytes() % Bytes.MIB).isZero();
        long mib = 512 + plan.missingBytes() / Bytes.MIB;
        assertThat(Descriptions.plan(text.formatted(mib)).fits()).isTrue();
        assertThat(Descriptions.plan(text.formatted(mib - 1)).fits()).isFalse();
        assertThatThrownBy(() -> PlanFiles.of(plan)).hasMessageContaining("does not fit");
    }

    @Test
    void aServiceMustGetWhatItIsSaidToHave() {
        MemoryPlan plan = Descriptions.plan(Descriptions.JVM_HOST);
        ServicePlan reports = plan.services().get(3);
        assertThat(reports.name()).isEqualTo("reports");
        assertThat(reports.settings().budgetBytes()).isBetween(2 * Bytes.GIB - 4 * Bytes.MIB, 2 * Bytes.GIB);
        assertThat(Descriptions.plan("machine: {memory: 4GiB, cores: 1}\njvms: [{name: a, memory: 256MiB}]\n")
                        .problems())
                .singleElement()
                .asString()
                .contains("a is to have 256.0 MiB and needs", "bytes are missing");
    }

    @Test
    void whatOneCannotUseMustGoToTheOthers() {
        MemoryPlan plan = Descriptions.plan(Descriptions.SMALL_LAMP);
        assertThat(plan.memoryBytes() - plan.budgetBytes()).isLessThan(64 * Bytes.MIB);
        long heavy = heap("weight: 3");
        long light = heap("weight: 1");
        assertThat(heavy).isGreaterThan(light);
    }

    private static long heap(String weight) {
        return Descriptions.plan("machine: {memory: 8GiB, cores: 2}\njvms: [{name: a, " + weight + "}, {name: b}]\n")
                .services()
                .get(0)
                .settings()
                .worstBytes();
    }

    @Test
    void containersMustFindRoomOnNodesNotOnlyInTheSum() {
        String text = "machine: {memory: 4GiB, cores: 4}\nkubernetes: {nodes: 4}\n"
                + "containers: [{name: a, image: a, memory: 1700MiB, replicas: 4}]\n";
        MemoryPlan plan = Descriptions.plan(text);
        assertThat(plan.problems())
                .singleElement()
                .asString()
                .contains("of 5 containers with 1.66 GiB", "4 find room on 4 nodes");
        assertThat(plan.missingBytes()).isZero();
    }

    @Test
    void aJvmThatIsTooLargeForItsContainerMustBeRefused() {
        assertThat(Descriptions.plan("machine: {memory: 4GiB, cores: 4}\n"
                                + "containers: [{name: a, image: a, memory: 256MiB, jvm: {}}]\n")
                        .problems())
                .anyMatch(problem -> problem.startsWith("a: its JVM needs") && problem.contains("bytes are missing"));
    }

    @Test
    void mySqlPoolsMustBeWholeSoThatTheServerDoesNotRoundThemUp() {
        for (long mib = 64; mib < 100_000; mib += 777) {
            long pool = MySqlSettings.whole(mib * Bytes.MIB);
            assertThat(pool).isLessThanOrEqualTo(mib * Bytes.MIB).isPositive();
        }
        assertThat(MySqlSettings.whole(20 * Bytes.GIB) % (8 * 128 * Bytes.MIB)).isZero();
    }

    @Test
    void aHeapMustNotStandWhereItHoldsLess() {
        MemoryPlan plan = Descriptions.plan("machine: {memory: 46GiB, cores: 8}\njvms: [{name: a}]\n");
        assertThat(plan.services().get(0).settings().worstCase().get(0).totalBytes())
                .isEqualTo(31 * Bytes.GIB);
    }
}
