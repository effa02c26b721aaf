package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.metrics.MemsafeMetrics;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.ShedMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Health, metrics and an endpoint, with the actuator on the path. */
@AutoConfiguration(
        after = {MemsafeAutoConfiguration.class, MemsafeWebAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBean(MemoryGovernor.class)
public class MemsafeActuatorAutoConfiguration {

    /** For Spring. */
    public MemsafeActuatorAutoConfiguration() {}

    /** The level as health. The condition of the library stands at the bean: at the class it would be needed to be absent. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class Health {

        @Bean
        @ConditionalOnEnabledHealthIndicator("memsafe")
        @ConditionalOnMissingBean
        MemsafeHealthIndicator memsafeHealthIndicator(MemoryGovernor governor) {
            return new MemsafeHealthIndicator(governor);
        }
    }

    /** The meters. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Metrics {

        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean
        MemsafeMetrics memsafeMetrics(MemoryGovernor governor) {
            return new MemsafeMetrics(governor);
        }

        /** Those of the filter. */
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass({Filter.class, MemoryShedFilter.class})
        @ConditionalOnBean(MemoryShedFilter.class)
        static class Web {

            @Bean(destroyMethod = "close")
            @ConditionalOnMissingBean
            ShedMetrics memsafeShedMetrics(MemoryShedFilter filter) {
                return new ShedMetrics(filter);
            }
        }
    }

    /** What the observations of requests say of memory. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({
        ObservationFilter.class,
        ServerRequestObservationContext.class,
        Filter.class,
        MemoryShedFilter.class
    })
    @ConditionalOnBooleanProperty("memsafe.web.observations")
    static class Observations {

        @Bean
        @ConditionalOnBean({ObservationRegistry.class, MemoryShedFilter.class})
        RequestObservations memsafeRequestObservations(MemoryGovernor governor) {
            return new RequestObservations(governor);
        }
    }

    /** The endpoint. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
    static class Endpoint {

        @Bean
        @ConditionalOnAvailableEndpoint(MemsafeEndpoint.class)
        @ConditionalOnMissingBean
        RecentChanges memsafeRecentChanges() {
            return new RecentChanges();
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        MemsafeEndpoint memsafeEndpoint(
                MemsafeProperties properties,
                MemoryGovernor governor,
                RecentChanges changes,
                ObjectProvider<RequestsDescriptor> requests) {
            SnapshotFolder snapshots =
                    Settings.made("snapshot.folder", properties.snapshot().folder(), SnapshotFolder::new);
            return new MemsafeEndpoint(governor, changes, requests.getIfAvailable(), snapshots);
        }

        /** What the filter does. */
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass({Filter.class, MemoryShedFilter.class})
        @ConditionalOnBean(MemoryShedFilter.class)
        static class Web {

            @Bean
            @ConditionalOnAvailableEndpoint(MemsafeEndpoint.class)
            RequestsDescriptor memsafeRequestsDescriptor(MemoryShedFilter filter) {
                return new RequestsDescriptor(filter);
            }
        }
    }
}
