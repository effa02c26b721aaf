package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.spi.MemorySignal;
import io.memsafe.web.RouteStatistics;
import io.memsafe.web.ShedStatistics;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What Spring's AOT processing makes of the starter, and what a native image is told of it. */
class AheadOfTimeTest {
    private static final RuntimeHints HINTS = new RuntimeHints();
    private static Set<String> sources;

    @BeforeAll
    static void processes() {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        DefaultGenerationContext generation =
                new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(Shop.class)), files, HINTS);
        try (var context = new AnnotationConfigServletWebServerApplicationContext()) {
            TestPropertyValues.of("management.endpoints.web.exposure.include=memsafe")
                    .applyTo(context);
            context.register(Shop.class);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        }
        generation.writeGeneratedContent();
        sources = files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE).keySet();
    }

    @Test
    void definitionsOfTheBeansAreGenerated() {
        assertThat(sources)
                .contains(
                        "io/memsafe/spring/boot/MemsafeAutoConfiguration__BeanDefinitions.java",
                        "io/memsafe/spring/boot/MemsafeReclaimAutoConfiguration__BeanDefinitions.java",
                        "io/memsafe/spring/boot/MemsafeWebAutoConfiguration__BeanDefinitions.java",
                        "io/memsafe/spring/boot/MemsafeActuatorAutoConfiguration__BeanDefinitions.java");
    }

    @Test
    void signalsAreFoundAsServices() {
        assertThat(resource().forResource("META-INF/services/io.memsafe.spi.MemorySignal"))
                .accepts(HINTS);
        assertThat(ServiceLoader.load(MemorySignal.class))
                .isNotEmpty()
                .allSatisfy(signal -> assertThat(reflection()
                                .onType(signal.getClass())
                                .withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS))
                        .accepts(HINTS));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                MemsafeProperties.class,
                MemsafeProperties.Level.class,
                MemsafeProperties.Responses.class,
                MemsafeProperties.History.class,
                MemsafeProperties.Stop.class,
                MemsafeProperties.Availability.class,
                MemsafeProperties.Web.class,
                MemsafeProperties.Status.class,
                MemsafeProperties.Watch.class
            })
    void propertiesAreBound(Class<?> properties) {
        assertThat(reflection().onConstructorInvocation(properties.getDeclaredConstructors()[0]))
                .accepts(HINTS);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                MemoryAssessment.class,
                HeapAssessment.class,
                MemoryArea.class,
                MemsafeEndpoint.Budget.class,
                RecentChanges.Change.class,
                ShedStatistics.class,
                RouteStatistics.class
            })
    void whatTheEndpointTellsIsWritten(Class<?> told) {
        for (var component : told.getRecordComponents()) {
            assertThat(reflection().onMethodInvocation(component.getAccessor()))
                    .as("%s", component)
                    .accepts(HINTS);
        }
    }
}
