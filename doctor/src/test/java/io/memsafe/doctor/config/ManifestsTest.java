package io.memsafe.doctor.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Manifests are what the published models of Kubernetes know, without a field more. */
class ManifestsTest {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1 ResourceQuota", ResourceQuota.class,
            "v1 LimitRange", LimitRange.class,
            "apps/v1 Deployment", Deployment.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);
    private static final YAMLMapper STRICT = YAMLMapper.builder()
            .annotationIntrospector(new NothingUnknown())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The models keep what they do not know; here that is a mistake. */
    private static final class NothingUnknown extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
            return false;
        }

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
            return JsonIgnoreProperties.Value.empty();
        }
    }

    private static List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>();
        for (ConfigFile file : PlanFiles.of(Descriptions.plan(Descriptions.KUBERNETES))) {
            if (file.path().startsWith("kubernetes/")) {
                try (MappingIterator<JsonNode> all =
                        STRICT.readerFor(JsonNode.class).readValues(file.text())) {
                    while (all.hasNext()) {
                        JsonNode node = all.next();
                        String kind = node.get("apiVersion").asString() + " "
                                + node.get("kind").asString();
                        objects.add(STRICT.treeToValue(node, KINDS.get(kind)));
                    }
                }
            }
        }
        return objects;
    }

    private static <T> List<T> of(Class<T> kind) {
        return objects().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static long bytes(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity).longValueExact();
    }

    @Test
    void eachObjectMustBeOfItsModelAndNamespace() {
        assertThat(objects()).hasSize(6).allSatisfy(object -> {
            assertThat(object.getMetadata().getName()).isNotBlank();
            assertThat(object.getMetadata().getNamespace()).isEqualTo("shop");
        });
    }

    @Test
    void theQuotaMustBeTheSumOfAllDeploymentsAtTheirMost() {
        long sum = 0;
        for (Deployment deployment : of(Deployment.class)) {
            var container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
            long limit = bytes(container.getResources().getLimits().get("memory"));
            assertThat(bytes(container.getResources().getRequests().get("memory")))
                    .isEqualTo(limit);
            int most = deployment.getMetadata().getName().equals("web")
                    ? of(HorizontalPodAutoscaler.class).get(0).getSpec().getMaxReplicas()
                    : deployment.getSpec().getReplicas();
            sum += (most + 1) * limit;
            assertThat(deployment.getSpec().getSelector().getMatchLabels())
                    .isEqualTo(deployment.getSpec().getTemplate().getMetadata().getLabels());
        }
        Map<String, Quantity> hard = of(ResourceQuota.class).get(0).getSpec().getHard();
        assertThat(bytes(hard.get("limits.memory"))).isEqualTo(sum);
        assertThat(hard.get("pods").getAmount()).isEqualTo("11");
    }

    @Test
    void theJvmMustFitIntoItsContainer() {
        MemoryPlan plan = Descriptions.plan(Descriptions.KUBERNETES);
        ContainerSettings web = (ContainerSettings) plan.services().get(0).settings();
        assertThat(web.insideBytes()).isBetween(900 * Bytes.MIB, web.container().limitBytes());
        assertThat(web.files().get(0).text())
                .contains("-Xmx" + Bytes.mib(web.inside().get(0).totalBytes()) + "m");
    }
}
