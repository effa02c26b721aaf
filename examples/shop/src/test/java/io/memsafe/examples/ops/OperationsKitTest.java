package io.memsafe.examples.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.GuideSnippets;
import io.memsafe.fork.SystemProgram;
import io.memsafe.metrics.MemsafeMetrics;
import io.memsafe.response.OrderlyStop;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.ShedMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rules, dashboard and guide of the operations kit hold together, and fit what a program really tells. */
class OperationsKitTest {
    private static final Pattern TEMPLATE_QUERY = Pattern.compile("printf \"([^\"]*)\" \\$labels");
    private static final Pattern ALERT_HEADING = Pattern.compile("^### (Memsafe\\w+)$", Pattern.MULTILINE);
    private static final String RUNBOOK = "https://github.com/memsafe/memsafe/blob/main/docs/guide/operations.md#";

    /** What Prometheus adds, with the scrape job of the kit. */
    private static final Set<String> TARGET_LABELS = Set.of("job", "instance", "namespace", "pod");

    /** What systems have that need not be this one: limits, control groups, Netty. */
    private static final Set<String> NOT_EVERYWHERE = Set.of(
            "metaspace",
            "netty-direct",
            "container",
            "container-high",
            "container-oom-kills",
            "pressure-stall-.*",
            "resident-unaccounted");

    private static final GuideSnippets GUIDE = new GuideSnippets("operations.md", OperationsKitTest.class);

    private static Scrape scrape;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readWhatAProgramTells() {
        scrape = Scrape.real();
    }

    private static String promtool(String... arguments) throws Exception {
        Optional<Path> promtool = SystemProgram.find("promtool");
        assumeTrue(promtool.isPresent(), "no promtool is installed");
        List<String> command = new ArrayList<>(List.of(promtool.get().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).as("%s", output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void promtoolAcceptsTheRules() throws Exception {
        assertThat(promtool("check", "rules", "--lint=all", "--lint-fatal", OpsFiles.RULES.toString()))
                .contains("SUCCESS: " + OpsFiles.rules().size() + " rules found");
    }

    @Test
    void promtoolAcceptsTheConfigurationOfTheExample() throws Exception {
        // Debian's Prometheus is built without the discovery of pods, which is all that is replaced.
        String configuration = OpsFiles.text(OpsFiles.CONFIGURATION);
        String discovery = "kubernetes_sd_configs:\n      - role: pod\n";
        assertThat(configuration).contains(discovery);
        Path file = folder.resolve("prometheus.yml");
        Files.writeString(
                file, configuration.replace(discovery, "static_configs:\n      - targets: [127.0.0.1:8080]\n"));
        Files.copy(OpsFiles.RULES, folder.resolve(OpsFiles.RULES.getFileName()));

        assertThat(promtool("check", "config", file.toString())).contains("1 rule files found");
    }

    @Test
    void eachAlertFiresWhenItShouldAndOnlyThen() throws Exception {
        assertThat(promtool("test", "rules", OpsFiles.RULE_TESTS.toString())).contains("SUCCESS");
    }

    @Test
    void eachAlertIsTestedBothWays() {
        Set<String> firing = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        Set<String> never = new TreeSet<>();
        int healthy = 1;
        for (JsonNode group :
                OpsFiles.yaml(OpsFiles.text(OpsFiles.RULE_TESTS)).get(0).get("tests")) {
            JsonNode tests = group.get("alert_rule_test");
            if (!tests.isArray()) {
                assertThat(tests.asString()).isEqualTo("never");
                healthy++;
                continue;
            }
            for (JsonNode test : tests) {
                boolean fires = !test.path("exp_alerts").isEmpty();
                (fires ? firing : test.has("exp_alerts") ? silent : never)
                        .add(test.get("alertname").asString());
            }
        }
        List<String> alerts = OpsFiles.alerts().stream()
                .map(alert -> alert.get("alert").asString())
                .toList();
        assertThat(alerts).doesNotHaveDuplicates();
        assertThat(firing).as("tested to fire").containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(never).as("tested to be silent in health").containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(healthy).as("kinds of health").isGreaterThan(4);
        assertThat(alerts)
                .as("tested not to fire too early")
                .filteredOn(alert -> !silent.contains(alert))
                .isEmpty();
    }

    @Test
    void everyAlertTellsATiredPersonWhatToDo() {
        String guide = OpsFiles.text(OpsFiles.GUIDE);
        Set<String> headings = new TreeSet<>();
        ALERT_HEADING.matcher(guide).results().map(found -> found.group(1)).forEach(headings::add);
        Set<String> alerts = new TreeSet<>();
        for (JsonNode alert : OpsFiles.alerts()) {
            String name = alert.get("alert").asString();
            alerts.add(name);
            assertThat(alert.path("for").isString())
                    .as("%s says how long", name)
                    .isTrue();
            assertThat(alert.at("/labels/severity").asString()).as(name).isIn("warning", "critical");
            JsonNode annotations = alert.get("annotations");
            assertThat(annotations.path("summary").asString("")).as(name).contains("{{ $labels.instance }}");
            assertThat(annotations.path("description").asString("")).as(name).hasSizeGreaterThan(100);
            assertThat(annotations.path("runbook_url").asString(""))
                    .as(name)
                    .isEqualTo(RUNBOOK + name.toLowerCase(Locale.ROOT));
        }
        assertThat(headings).as("headings of %s", OpsFiles.GUIDE).isEqualTo(alerts);
    }

    @Test
    void everySeriesOfTheRulesExists() {
        Set<String> known = new HashSet<>(scrape.names());
        known.add("up");
        for (JsonNode rule : OpsFiles.rules()) {
            String name = rule.path("alert").asString(rule.path("record").asString(""));
            assertExists(name, rule.get("expr").asString(), known);
            // Queries in a description take their labels from the alert.
            TEMPLATE_QUERY
                    .matcher(rule.path("annotations").path("description").asString(""))
                    .results()
                    .forEach(query -> assertExists(name, query.group(1), known));
            if (rule.has("record")) {
                known.add(name);
            }
        }
    }

    @Test
    void everySeriesOfTheDashboardExists() {
        List<Dashboard.Query> queries = new Dashboard().queries();
        assertThat(queries).hasSizeGreaterThan(40);
        for (Dashboard.Query query : queries) {
            assertExists(query.place(), query.text(), scrape.names());
        }
    }

    @Test
    void everySeriesOfTheCustomMetricsExists() {
        for (JsonNode rule : Manifests.customMetrics()) {
            String name = rule.at("/name/as").asString();
            assertExists(name, rule.get("seriesQuery").asString(), scrape.names());
            String query = rule.get("metricsQuery").asString();
            assertExists(name, query.replace("<<.LabelMatchers>>", "").replace("<<.GroupBy>>", "pod"), scrape.names());
        }
    }

    private static void assertExists(String place, String text, Set<String> known) {
        PromQuery query = new PromQuery(text);
        assertThat(query.series())
                .as("series of %s: %s", place, text)
                .isNotEmpty()
                .isSubsetOf(known);
        for (PromQuery.Label label : query.labels()) {
            if (TARGET_LABELS.contains(label.name())) {
                continue;
            }
            Set<String> values = new HashSet<>(scrape.values(label.series(), label.name()));
            assertThat(values)
                    .as("values of the label %s of %s in %s", label.name(), label.series(), place)
                    .isNotEmpty();
            values.addAll(NOT_EVERYWHERE);
            assertThat(values)
                    .as("%s of %s in %s", label.name(), label.series(), place)
                    .containsAll(label.values());
        }
    }

    @Test
    void prometheusUnderstandsEveryQueryOfTheDashboard() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (Dashboard.Query query : new Dashboard().queries()) {
            rules.append("      - record: query")
                    .append(number++)
                    .append("\n        expr: >-\n          ")
                    .append(query.asked())
                    .append('\n');
        }
        Path file = folder.resolve("queries.yml");
        Files.writeString(file, rules);

        assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS: " + number + " rules found");
    }

    @Test
    void theDashboardIsWellFormed() {
        Dashboard dashboard = new Dashboard();
        JsonNode root = dashboard.root();
        assertThat(root.get("title").asString()).isEqualTo("memsafe");
        assertThat(root.get("schemaVersion").isInt()).isTrue();
        assertThat(dashboard.panels())
                .extracting(panel -> panel.get("id").asInt())
                .doesNotHaveDuplicates();
        assertThat(dashboard.misplaced()).isEmpty();

        Set<String> variables = new TreeSet<>();
        root.at("/templating/list")
                .forEach(variable -> variables.add(variable.get("name").asString()));
        assertThat(variables).containsExactly("datasource", "instance", "job");
        for (JsonNode panel : dashboard.panels()) {
            if (panel.has("repeat")) {
                assertThat(panel.get("repeat").asString()).isIn(variables);
            }
        }
        assertThat(dashboard.panelsWithData()).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.get("title").asString()).isNotBlank();
            assertThat(panel.at("/datasource/uid").asString()).isEqualTo("${datasource}");
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asString("none"))
                    .isNotBlank();
            assertThat(panel.get("targets")).isNotEmpty();
            Set<String> letters = new HashSet<>();
            for (JsonNode target : panel.get("targets")) {
                assertThat(target.at("/datasource/uid").asString()).isEqualTo("${datasource}");
                assertThat(letters.add(target.get("refId").asString())).isTrue();
                assertThat(target.get("expr").asString())
                        .contains("job=~\"$job\"")
                        .contains("\"$instance\"");
            }
        });
    }

    @Test
    void overridesOfTheDashboardNameWhatIsDrawn() {
        for (JsonNode panel : new Dashboard().panelsWithData()) {
            Set<String> drawn = new HashSet<>();
            panel.get("targets")
                    .forEach(target -> drawn.add(target.get("legendFormat").asString()));
            for (JsonNode override : panel.at("/fieldConfig/overrides")) {
                assertThat(drawn).contains(override.at("/matcher/options").asString());
                for (JsonNode property : override.get("properties")) {
                    if (property.get("id").asString().equals("custom.fillBelowTo")) {
                        assertThat(drawn).contains(property.get("value").asString());
                    }
                }
            }
        }
    }

    @Test
    void manifestsAreWhatKubernetesTakes() throws IOException {
        Manifests.assertSound();
    }

    @Test
    void unknownAndMissingFieldsOfManifestsAreRefused() {
        String service = OpsFiles.text(OpsFiles.MANIFESTS.resolve("service.yaml"));
        assertThatThrownBy(() -> Manifest.read(service.replace("targetPort:", "targetport:")))
                .hasMessageContaining("targetport");
        assertThatThrownBy(() -> Manifest.read(service.replace("port: 80\n", "appProtocol: http\n")))
                .hasMessageContaining("lacks [port]");
        assertThatThrownBy(() -> Manifest.read(service.replace("kind: Service", "kind: Servce")))
                .hasMessageContaining("Servce");
    }

    @Test
    void theShopAnswersWhatTheManifestsAsk() throws Exception {
        Manifests.assertTheShopAnswers();
    }

    @Test
    void theStopIsOverBeforeTheKill() throws IOException {
        GUIDE.assertStandsInPage("stop");
        Duration stop = guideSeconds("grace").plus(guideSeconds("actionTimeout"));
        Manifests.assertPatienceFor(stop);
    }

    private static Duration guideSeconds(String setting) {
        return Pattern.compile("\\." + setting + "\\(Duration\\.ofSeconds\\((\\d+)\\)\\)")
                .matcher(OpsFiles.text(OpsFiles.GUIDE))
                .results()
                .map(MatchResult::group)
                .map(call -> Duration.ofSeconds(Long.parseLong(call.replaceAll("\\D", ""))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theStopOfTheGuideIsMade() {
        AutoCloseable server = () -> {};
        OrderlyStop made = stop(server);
        assertThat(made.ready()).isTrue();
        made.close();
    }

    private static OrderlyStop stop(AutoCloseable server) {
        // begin stop
        OrderlyStop stop = OrderlyStop.builder()
                .grace(Duration.ofSeconds(20)) // what is in flight may finish
                .action("server", server::close)
                .actionTimeout(Duration.ofSeconds(10))
                .onShutdown() // SIGTERM, which Kubernetes sends after the pre-stop hook
                .exit(75) // after a lasting EMERGENCY: the kubelet starts the container again
                .build();
        // end stop
        return stop;
    }

    @Test
    void theMetersOfTheGuideAreBound() throws IOException {
        try (MemoryGovernor governor = MemoryGovernor.start();
                MemoryShedFilter shed = MemoryShedFilter.with(governor).build()) {
            assertThat(metrics(governor, shed)).contains("memsafe_level ", "memsafe_web_in_flight ");
        }
        GUIDE.assertStandsInPage("metrics");
    }

    private static String metrics(MemoryGovernor governor, MemoryShedFilter shed) {
        // begin metrics
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new MemsafeMetrics(governor).bindTo(registry);
        new ShedMetrics(shed).bindTo(registry);
        String page = registry.scrape(); // what /metrics answers
        // end metrics
        return page;
    }
}
