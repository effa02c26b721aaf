package io.memsafe.examples.ops;

import static java.util.Map.entry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** Reads manifests with the published models, as strictly as the API server does: no unknown field, none missing. */
final class Manifest {
    private static final String MODELS = "io.fabric8.kubernetes.api.model";

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1 Service", Service.class,
            "v1 ConfigMap", ConfigMap.class,
            "apps/v1 Deployment", Deployment.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    /** What the API's reference calls required; the models do not say. */
    private static final Map<String, List<String>> REQUIRED = Map.ofEntries(
            entry("Deployment", List.of("metadata", "spec")),
            entry("DeploymentSpec", List.of("selector", "template")),
            entry("PodTemplateSpec", List.of("metadata", "spec")),
            entry("PodSpec", List.of("containers")),
            entry("Container", List.of("name", "image")),
            entry("ContainerPort", List.of("containerPort")),
            entry("EnvVar", List.of("name")),
            entry("HTTPGetAction", List.of("port")),
            entry("SleepAction", List.of("seconds")),
            entry("SeccompProfile", List.of("type")),
            entry("Volume", List.of("name")),
            entry("VolumeMount", List.of("name", "mountPath")),
            entry("Service", List.of("metadata", "spec")),
            entry("ServicePort", List.of("port")),
            entry("ConfigMap", List.of("metadata")),
            entry("HorizontalPodAutoscaler", List.of("metadata", "spec")),
            entry("HorizontalPodAutoscalerSpec", List.of("maxReplicas", "scaleTargetRef")),
            entry("CrossVersionObjectReference", List.of("kind", "name")),
            entry("MetricSpec", List.of("type")),
            entry("PodsMetricSource", List.of("metric", "target")),
            entry("MetricIdentifier", List.of("name")),
            entry("MetricTarget", List.of("type")),
            entry("HPAScalingPolicy", List.of("type", "value", "periodSeconds")),
            entry("PodDisruptionBudget", List.of("metadata", "spec")),
            entry("PodDisruptionBudgetSpec", List.of("selector")));

    private static final JsonMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new NothingUnknown())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Manifest() {}

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

    static List<HasMetadata> read(String text) {
        List<HasMetadata> objects = new ArrayList<>();
        for (JsonNode document : OpsFiles.yaml(text)) {
            String kind = document.path("apiVersion").asString("") + " "
                    + document.path("kind").asString("");
            Class<? extends HasMetadata> model = KINDS.get(kind);
            if (model == null) {
                throw new IllegalArgumentException("no such kind: " + kind);
            }
            HasMetadata object = STRICT.treeToValue(document, model);
            if (object.getMetadata() == null || object.getMetadata().getName() == null) {
                throw new IllegalArgumentException(kind + " has no name");
            }
            checkRequired(object, kind);
            objects.add(object);
        }
        return objects;
    }

    private static void checkRequired(@Nullable Object value, String path) {
        if (value instanceof Collection<?> all) {
            all.forEach(each -> checkRequired(each, path));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> checkRequired(each, path + "." + key));
        } else if (value != null && value.getClass().getName().startsWith(MODELS)) {
            List<String> required = REQUIRED.getOrDefault(value.getClass().getSimpleName(), List.of());
            List<String> missing = new ArrayList<>(required);
            for (Field field : value.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    Object held = held(field, value);
                    if (held != null && !(held instanceof Collection<?> all && all.isEmpty())) {
                        missing.remove(field.getName());
                    }
                    checkRequired(held, path + "." + field.getName());
                }
            }
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException(path + " lacks " + missing);
            }
        }
    }

    private static @Nullable Object held(Field field, Object value) {
        try {
            field.setAccessible(true);
            return field.get(value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
