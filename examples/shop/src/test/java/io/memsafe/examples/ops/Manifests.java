package io.memsafe.examples.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.memsafe.examples.shop.ShopApplication;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The manifests of the kit as a whole: what one says has to fit what the others say. */
final class Manifests {
    private static final double WARNING_RATIO = 0.85;
    private static final long MEBIBYTE = 1 << 20;

    private Manifests() {}

    private static List<HasMetadata> all() throws IOException {
        List<HasMetadata> all = new ArrayList<>();
        for (Path file : OpsFiles.manifests()) {
            all.addAll(Manifest.read(OpsFiles.text(file)));
        }
        return all;
    }

    private static <T extends HasMetadata> T only(Class<T> kind) throws IOException {
        List<T> found = all().stream().filter(kind::isInstance).map(kind::cast).toList();
        assertThat(found).as("%s", kind).hasSize(1);
        return found.get(0);
    }

    private static PodSpec pod() throws IOException {
        return only(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static Container container() throws IOException {
        assertThat(pod().getContainers()).hasSize(1);
        return pod().getContainers().get(0);
    }

    /** Rules of the adapter, from within their config map. */
    static List<JsonNode> customMetrics() {
        JsonNode map = OpsFiles.yaml(OpsFiles.text(OpsFiles.MANIFESTS.resolve("custom-metrics.yaml")))
                .get(0);
        List<JsonNode> rules = new ArrayList<>();
        OpsFiles.yaml(map.at("/data/config.yaml").asString())
                .get(0)
                .get("rules")
                .forEach(rules::add);
        assertThat(rules).isNotEmpty();
        return rules;
    }

    static void assertSound() throws IOException {
        assertThat(all())
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder(
                        "ConfigMap", "Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Service");
        assertThat(only(ConfigMap.class).getData()).containsOnlyKeys("config.yaml");
        assertSelectorsMatch();
        assertAutoscalerFits();
        assertMemoryIsPromised();
        assertPartsFitIntoTheContainer();
    }

    private static void assertSelectorsMatch() throws IOException {
        Deployment deployment = only(Deployment.class);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        assertThat(labels)
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
        Service service = only(Service.class);
        assertThat(service.getSpec().getSelector()).isNotEmpty();
        assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
        Map<String, String> disrupted =
                only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels();
        assertThat(disrupted).isNotEmpty();
        assertThat(labels).containsAllEntriesOf(disrupted);
        assertThat(container().getPorts())
                .extracting(port -> port.getName())
                .contains(service.getSpec().getPorts().get(0).getTargetPort().getStrVal());
        String scrapedPort = deployment
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("prometheus.io/port");
        assertThat(container().getPorts())
                .extracting(port -> port.getContainerPort().toString())
                .contains(scrapedPort);
    }

    private static void assertAutoscalerFits() throws IOException {
        Deployment deployment = only(Deployment.class);
        assertThat(deployment.getSpec().getReplicas())
                .as("left to the autoscaler")
                .isNull();
        HorizontalPodAutoscalerSpec spec = only(HorizontalPodAutoscaler.class).getSpec();
        assertThat(spec.getScaleTargetRef().getKind()).isEqualTo(deployment.getKind());
        assertThat(spec.getScaleTargetRef().getApiVersion()).isEqualTo(deployment.getApiVersion());
        assertThat(spec.getScaleTargetRef().getName())
                .isEqualTo(deployment.getMetadata().getName());
        int unavailable =
                only(PodDisruptionBudget.class).getSpec().getMaxUnavailable().getIntVal();
        assertThat(spec.getMinReplicas()).isGreaterThan(unavailable + 1).isLessThanOrEqualTo(spec.getMaxReplicas());
        Set<String> given = new TreeSet<>();
        customMetrics().forEach(rule -> given.add(rule.at("/name/as").asString()));
        Set<String> asked = new TreeSet<>();
        for (MetricSpec metric : spec.getMetrics()) {
            assertThat(metric.getType()).isEqualTo("Pods");
            asked.add(metric.getPods().getMetric().getName());
            assertThat(metric.getPods().getTarget().getType()).isEqualTo("AverageValue");
            Quantity target = metric.getPods().getTarget().getAverageValue();
            assertThat(target.getNumericalAmount().doubleValue())
                    .as("there has to be time for a pod to start before a WARNING")
                    .isBetween(0.3, WARNING_RATIO - 0.1);
        }
        assertThat(asked).isEqualTo(given);
    }

    private static void assertMemoryIsPromised() throws IOException {
        Map<String, Quantity> requests = container().getResources().getRequests();
        Map<String, Quantity> limits = container().getResources().getLimits();
        assertThat(requests.get("memory")).isNotNull().isEqualTo(limits.get("memory"));
        assertThat(limits).as("a collector must not be throttled").doesNotContainKey("cpu");
    }

    /** Heap and all that has a bound beside it leave a tenth for threads, collector and native libraries. */
    private static void assertPartsFitIntoTheContainer() throws IOException {
        double limit = Quantity.getAmountInBytes(
                        container().getResources().getLimits().get("memory"))
                .doubleValue();
        String flags = container().getEnv().stream()
                .filter(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
        double parts = flag(flags, "MaxRAMPercentage=(\\d+)") / 100.0 * limit
                + flag(flags, "MaxMetaspaceSize=(\\d+)m") * MEBIBYTE
                + flag(flags, "MaxDirectMemorySize=(\\d+)m") * MEBIBYTE
                + flag(flags, "ReservedCodeCacheSize=(\\d+)m") * MEBIBYTE;
        assertThat(parts / limit).as("of the container").isBetween(0.7, 0.9);
    }

    private static double flag(String flags, String pattern) {
        Matcher matcher = Pattern.compile("-XX:" + pattern + "(?= |$)").matcher(flags);
        assertThat(matcher.find()).as("%s in %s", pattern, flags).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    static void assertPatienceFor(Duration stop) throws IOException {
        Duration hook = Duration.ofSeconds(
                container().getLifecycle().getPreStop().getSleep().getSeconds());
        assertThat(Duration.ofSeconds(pod().getTerminationGracePeriodSeconds()))
                .as("hook of %s and stop of %s", hook, stop)
                .isGreaterThan(hook.plus(stop));
    }

    /** Asks the shop, as the manifests have it asked. */
    static void assertTheShopAnswers() throws IOException {
        Container container = container();
        try (ConfigurableApplicationContext shop = SpringApplication.run(ShopApplication.class, "--server.port=0")) {
            String port = shop.getEnvironment().getRequiredProperty("local.server.port");
            assertThat(status(port, "/actuator/health/nonsense")).isEqualTo(HttpURLConnection.HTTP_NOT_FOUND);
            for (Probe probe :
                    List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())) {
                HTTPGetAction get = probe.getHttpGet();
                assertThat(status(port, get.getPath())).as(get.getPath()).isEqualTo(HttpURLConnection.HTTP_OK);
                assertThat(container.getPorts())
                        .extracting(named -> named.getName())
                        .contains(get.getPort().getStrVal());
            }
            String scraped = only(Deployment.class)
                    .getSpec()
                    .getTemplate()
                    .getMetadata()
                    .getAnnotations()
                    .get("prometheus.io/path");
            assertThat(status(port, scraped)).as(scraped).isEqualTo(HttpURLConnection.HTTP_OK);
        }
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).endsWith("/readiness");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).endsWith("/liveness");
    }

    private static int status(String port, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
