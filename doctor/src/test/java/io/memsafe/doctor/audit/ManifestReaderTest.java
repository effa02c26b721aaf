package io.memsafe.doctor.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestReaderTest {
    private static Facts read(String text) throws ManifestException, IOException {
        ManifestReader reader = new ManifestReader();
        reader.read("x.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return reader.facts();
    }

    private static Audit fixture() throws ManifestException, IOException {
        ManifestReader reader = new ManifestReader();
        try (InputStream in = Objects.requireNonNull(ManifestReaderTest.class.getResourceAsStream("manifest.yaml"))) {
            reader.read("manifest.yaml", in);
        }
        return Audit.of(reader.facts(), null);
    }

    private static List<String> warnings(Audit audit, String workload) {
        return audit.findings().stream()
                .filter(finding ->
                        finding.severity() != Severity.INFO && finding.where().endsWith(" " + workload))
                .map(Finding::rule)
                .toList();
    }

    @Test
    void eachContainerMustBeJudgedByWhatStandsThere() throws Exception {
        Audit audit = fixture();
        assertThat(warnings(audit, "shop")).isEmpty();
        assertThat(warnings(audit, "shop/sidecar"))
                .containsExactly("manifest.unit", "container.request", "manifest.memory-volume");
        assertThat(warnings(audit, "nightly/job")).containsExactly("jvm.budget");
        assertThat(warnings(audit, "store/redis")).containsExactly("container.limit", "container.request");
    }

    @Test
    void findingsMustHaveFileAndLine() throws Exception {
        assertThat(fixture().findings()).allMatch(finding -> finding.where().startsWith("manifest.yaml:"));
        assertThat(fixture().findings())
                .filteredOn(finding -> finding.rule().equals("jvm.budget"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.where()).isEqualTo("manifest.yaml:75, CronJob nightly/job"));
    }

    @Test
    void aJobMustBeBatchAndAStoreByItsImage() throws Exception {
        assertThat(read(Files.readString(Path.of("src/test/resources/io/memsafe/doctor/audit/manifest.yaml")))
                        .workloads())
                .extracting(Workload::profile)
                .containsExactly(null, null, Profile.BATCH, Profile.IN_MEMORY);
    }

    @Test
    void flagsThatAreNotInTheManifestMustBeUnknown() throws Exception {
        Facts facts = read("kind: Pod\nspec:\n  containers:\n  - name: a\n    env:\n    - name: JAVA_TOOL_OPTIONS\n"
                + "      valueFrom: {configMapKeyRef: {name: x, key: y}}\n");
        assertThat(facts.workloads().get(0).jvm()).isNotNull();
        assertThat(facts.unknown())
                .singleElement()
                .satisfies(fact -> assertThat(fact.reason()).contains("valueFrom"));
    }

    @Test
    void anAmountThatIsNoneMustBeUnknownAndNotJudged() throws Exception {
        Facts facts = read("kind: Pod\nspec: {containers: [{name: a, resources: {limits: {memory: lots}}}]}");
        assertThat(facts.workloads().get(0).container().limitBytes()).isNull();
        assertThat(facts.unknown()).anyMatch(fact -> fact.reason().startsWith("'lots' is no quantity"));
    }

    @Test
    void listsAndManyDocumentsMustBeRead() throws Exception {
        String pod = "{kind: Pod, spec: {containers: [{name: a}]}}";
        assertThat(read("kind: List\nitems: [" + pod + ", " + pod + "]\n---\n" + pod + "\n")
                        .workloads())
                .hasSize(3);
    }

    /** What the project ships is what it asks of others. */
    @Test
    void theManifestsOfTheProjectMustBeClean() throws Exception {
        ManifestReader reader = new ManifestReader();
        try (Stream<Path> files = Files.list(Path.of("../docs/ops/kubernetes"))) {
            for (Path file : files.sorted().toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    reader.read(file.toString(), in);
                }
            }
        }
        assertThat(reader.facts().workloads()).isNotEmpty();
        assertThat(Audit.of(reader.facts(), null).needsAction()).isFalse();
    }

    @Test
    void brokenInputMustGiveAClearError() {
        assertThatThrownBy(() -> read("kind: [Pod\n"))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> read("a: *x\n"))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("no YAML");
        assertThatThrownBy(() -> read("hello\n"))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("has no manifest");
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("none of its 0 documents");
        assertThatThrownBy(() -> read("\u0001"))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("no YAML");
    }

    @Test
    void bombsMustEndInAClearError() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("nested deeper than 50 levels");
        assertThatThrownBy(() -> read("- ".repeat(10_000))).hasMessageContaining("nested deeper than 50 levels");
        assertThatThrownBy(() -> read("a: &a x\nb: [" + "*a, ".repeat(1_000) + "]"))
                .hasMessageContaining("200 aliases");
        assertThatThrownBy(() -> read("- a\n".repeat(300_000))).hasMessageContaining("200000 values");
        assertThatThrownBy(() -> read("#".repeat(4 << 20))).hasMessageContaining("larger than 3");
    }

    /** Nine times nine, nine levels: 387 million if it were written out. */
    @Test
    void aliasesOfAliasesMustNotBeWrittenOut() throws Exception {
        StringBuilder bomb = new StringBuilder("kind: Pod\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("]\n");
        }
        bomb.append("spec: {containers: *a9}\n");
        assertThat(read(bomb.toString()).workloads()).hasSize(9);
    }
}
