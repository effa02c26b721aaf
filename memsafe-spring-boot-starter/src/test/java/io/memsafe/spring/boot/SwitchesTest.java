package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.memsafe.MemoryGovernor;
import io.memsafe.metrics.MemsafeMetrics;
import io.memsafe.response.OrderlyStop;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.SessionBound;
import io.memsafe.web.ShedMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Each part is there when it should be, and not when it should not. */
class SwitchesTest {
    private static final AutoConfigurations OURS = AutoConfigurations.of(
            MemsafeAutoConfiguration.class,
            MemsafeReclaimAutoConfiguration.class,
            MemsafeWebAutoConfiguration.class,
            MemsafeActuatorAutoConfiguration.class,
            MemsafeBatchAutoConfiguration.class);
    private static final AutoConfigurations ENDPOINTS =
            AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class);

    private final WebApplicationContextRunner web =
            new WebApplicationContextRunner().withConfiguration(OURS).withConfiguration(ENDPOINTS);
    private final ApplicationContextRunner plain =
            new ApplicationContextRunner().withConfiguration(OURS).withConfiguration(ENDPOINTS);

    /** What a switch takes away. */
    private record Part(String property, Class<?> type) {}

    private static final List<Part> PARTS = List.of(
            new Part("memsafe.responses.caches", CachesReclaimer.class),
            new Part("memsafe.responses.rate-limiters", GovernedRateLimiters.class),
            new Part("memsafe.availability.enabled", ReadinessPublisher.class),
            new Part("memsafe.web.declare-routes", ControllerRoutes.class),
            new Part("memsafe.web.watch.enabled", WatchedServer.class),
            new Part("management.health.memsafe.enabled", MemsafeHealthIndicator.class));

    static Stream<Arguments> combinations() {
        return Stream.iterate(0, i -> i < 1 << PARTS.size(), i -> i + 1).map(off -> {
            List<String> properties = new ArrayList<>();
            for (int i = 0; i < PARTS.size(); i++) {
                properties.add(PARTS.get(i).property() + "=" + ((off >> i & 1) == 0));
            }
            return Arguments.of(off, properties);
        });
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void eachPartHasItsSwitch(int off, List<String> properties) {
        web.withPropertyValues(properties.toArray(String[]::new)).run(context -> {
            assertThat(context).hasSingleBean(MemoryGovernor.class).hasSingleBean(MemoryShedFilter.class);
            for (int i = 0; i < PARTS.size(); i++) {
                assertThat(context.getBeanNamesForType(PARTS.get(i).type()))
                        .as(PARTS.get(i).property())
                        .hasSize((off >> i & 1) == 0 ? 1 : 0);
            }
        });
    }

    @Test
    void withTheMainSwitchOffNothingIsThere() {
        web.withPropertyValues("memsafe.enabled=false").run(context -> {
            assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.contains("memsafe"));
            assertThat(context).doesNotHaveBean(MemoryGovernor.class).doesNotHaveBean(MemoryShedFilter.class);
        });
    }

    @Test
    void withoutTheFilterNothingOfItIsThere() {
        web.withPropertyValues("memsafe.web.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(MemoryGovernor.class)
                        .doesNotHaveBean(MemoryShedFilter.class)
                        .doesNotHaveBean(ShedMetrics.class)
                        .doesNotHaveBean(FilterRegistrationBean.class)
                        .doesNotHaveBean(WatchedServer.class));
    }

    @Test
    void anApplicationWithoutAServerHasNoFilter() {
        plain.run(context ->
                assertThat(context).hasSingleBean(MemoryGovernor.class).doesNotHaveBean(MemoryShedFilter.class));
    }

    @Test
    void responsesThatAreOffTakeCachesLimitersAndPoolsAlong() {
        web.withPropertyValues("memsafe.responses.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(CachesReclaimer.class)
                        .doesNotHaveBean(GovernedRateLimiters.class)
                        .doesNotHaveBean(GovernedExecutors.class));
    }

    @Test
    void sessionsAndStatusAreOffByDefault() {
        web.run(context ->
                assertThat(context).doesNotHaveBean(SessionBound.class).doesNotHaveBean("memsafeStatusServlet"));
        web.withPropertyValues("memsafe.web.session-share=0.2", "memsafe.web.status.enabled=true")
                .run(context -> {
                    assertThat(context).hasSingleBean(SessionBound.class);
                    assertThat(((ServletRegistrationBean<?>) context.getBean("memsafeStatusServlet")).getUrlMappings())
                            .containsExactly("/memsafe/*");
                });
    }

    @Test
    void theEndpointIsThereWhenItIsExposed() {
        web.run(context -> assertThat(context).doesNotHaveBean(MemsafeEndpoint.class));
        web.withPropertyValues("management.endpoints.web.exposure.include=memsafe")
                .run(context -> {
                    assertThat(context).hasSingleBean(MemsafeEndpoint.class);
                    assertThat(context.getBean(MemsafeEndpoint.class).memory())
                            .containsKeys("level", "assessment", "budgets", "requests", "routes", "changes");
                });
        plain.withPropertyValues("management.endpoints.jmx.exposure.include=memsafe", "spring.jmx.enabled=true")
                .run(context -> assertThat(
                                context.getBean(MemsafeEndpoint.class).memory())
                        .containsKeys("level", "budgets")
                        .doesNotContainKeys("requests", "routes"));
    }

    @Test
    void observationsAreLeftAloneUnlessItIsWantedAndThereAreSome() {
        WebApplicationContextRunner observed = web.withBean(ObservationRegistry.class, ObservationRegistry::create);
        observed.run(context -> assertThat(context).doesNotHaveBean(RequestObservations.class));
        WebApplicationContextRunner wanted = observed.withPropertyValues("memsafe.web.observations=true");
        wanted.run(context -> assertThat(context).hasSingleBean(RequestObservations.class));
        wanted.withPropertyValues("memsafe.web.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(RequestObservations.class));
        web.withPropertyValues("memsafe.web.observations=true")
                .run(context -> assertThat(context).doesNotHaveBean(RequestObservations.class));
        web.withPropertyValues("memsafe.web.observations=true")
                .withClassLoader(new FilteredClassLoader(ObservationFilter.class))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(MemoryGovernor.class));
    }

    static Stream<Arguments> libraries() {
        return Stream.of(
                Arguments.of("caches", new Class<?>[] {Cache.class}, CachesReclaimer.class),
                Arguments.of("caches of Spring", new Class<?>[] {CacheManager.class}, CachesReclaimer.class),
                Arguments.of("limiters", new Class<?>[] {RateLimiterRegistry.class}, GovernedRateLimiters.class),
                Arguments.of("meters", new Class<?>[] {MeterRegistry.class}, MemsafeMetrics.class),
                Arguments.of("health", new Class<?>[] {HealthIndicator.class}, MemsafeHealthIndicator.class),
                Arguments.of("filter", new Class<?>[] {MemoryShedFilter.class}, FilterRegistrationBean.class),
                Arguments.of(
                        "controllers", new Class<?>[] {RequestMappingHandlerMapping.class}, ControllerRoutes.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("libraries")
    void aLibraryThatIsAbsentTakesItsPartAlongAndNoMore(String name, Class<?>[] absent, Class<?> part) {
        web.run(context -> assertThat(context.getBeanNamesForType(part)).isNotEmpty());
        web.withClassLoader(new FilteredClassLoader(absent)).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(MemoryGovernor.class);
            assertThat(beanTypes(context)).noneMatch(type -> type.equals(part.getName()));
        });
    }

    private static List<String> beanTypes(ApplicationContextAssertProvider<?> context) {
        List<String> types = new ArrayList<>();
        for (String bean : context.getBeanDefinitionNames()) {
            Class<?> type = context.getType(bean);
            if (type != null) {
                types.add(type.getName());
            }
        }
        return types;
    }

    @Test
    void withoutActuatorServletOrBatchTheGovernorIsThere() {
        new ApplicationContextRunner()
                .withConfiguration(OURS)
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health",
                        "org.springframework.batch",
                        "io.memsafe.spring.batch",
                        "jakarta.servlet",
                        "io.micrometer",
                        "com.github.benmanes",
                        "io.github.resilience4j"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(MemoryGovernor.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean(destroyMethod = "close")
        MemoryGovernor ownGovernor() {
            return MemoryGovernor.builder().withoutSignals("container").start();
        }

        @Bean(destroyMethod = "close")
        OrderlyStop ownStop() {
            return OrderlyStop.builder().build();
        }

        @Bean
        MemoryShedFilter ownFilter(MemoryGovernor governor) {
            return MemoryShedFilter.with(governor).name("own").build();
        }
    }

    @Test
    void beansOfTheUserWin() {
        web.withUserConfiguration(Own.class).run(context -> {
            assertThat(context).getBean(MemoryGovernor.class).isSameAs(context.getBean("ownGovernor"));
            assertThat(context).getBean(OrderlyStop.class).isSameAs(context.getBean("ownStop"));
            assertThat(context).getBean(MemoryShedFilter.class).isSameAs(context.getBean("ownFilter"));
            assertThat(context.getBean("memoryShedFilterRegistration", FilterRegistrationBean.class)
                            .getFilter())
                    .isSameAs(context.getBean("ownFilter"));
        });
    }
}
