package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureListener;
import io.memsafe.response.OrderlyStop;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Scaler;
import io.memsafe.spi.MemorySignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The governor, and what follows it: beans of type {@link PressureListener}, {@link Reclaimer}, {@link Scaler} and
 * {@link MemorySignal} are registered with it by the name of the bean.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "memsafe.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MemsafeProperties.class)
@ImportRuntimeHints(SignalHints.class)
public class MemsafeAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(MemsafeAutoConfiguration.class);

    /** For Spring. */
    public MemsafeAutoConfiguration() {}

    /** Begins when the application ends, or when EMERGENCY lasts and the properties want that. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    OrderlyStop memsafeOrderlyStop(MemsafeProperties properties) {
        MemsafeProperties.Stop stop = properties.stop();
        OrderlyStop.Builder builder = OrderlyStop.builder();
        Settings.set("stop.patience", stop.patience(), builder::patience);
        Settings.set("stop.grace", stop.grace(), builder::grace);
        if (stop.onEmergency()) {
            Settings.set("stop.exit-code", stop.exitCode(), builder::exit);
        }
        return builder.build();
    }

    /** The governor of the application. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    MemoryGovernor memoryGovernor(
            MemsafeProperties properties,
            OrderlyStop stop,
            ObjectProvider<MemorySignal> signals,
            ObjectProvider<MemoryGovernorCustomizer> customizers) {
        if (!properties.enabled()) {
            // The condition of this class is in the way of that, unless it was decided when the application was built.
            LOG.warn("memsafe.enabled=false comes too late: that was decided by Spring's AOT processing, when this"
                    + " application was built; memsafe is there");
        }
        MemoryGovernor.Builder builder = MemoryGovernor.builder();
        levels(properties.level(), builder);
        Settings.set("interval", properties.interval(), builder::interval);
        Settings.set("collector-log", properties.collectorLog(), builder::collectorLog);
        Settings.set("collection-requests", properties.collectionRequests(), builder::collectionRequests);
        Settings.set("budget-share", properties.budgetShare(), builder::budgetShare);
        if (properties.tracePermits()) {
            builder.tracePermits(true);
        }
        if (!properties.responses().enabled()) {
            builder.responses(false);
        }
        Settings.set("responses.recovery-step", properties.responses().recoveryStep(), builder::recoveryStep);
        Settings.set("history.file", properties.history().file(), builder::history);
        if (properties.stop().onEmergency()) {
            builder.stop(stop);
        }
        signals.orderedStream().forEach(builder::signal);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.start();
    }

    private static void levels(MemsafeProperties.Level level, MemoryGovernor.Builder builder) {
        double warning = level.warning();
        double critical = level.critical();
        Settings.check("level.warning", warning, warning > 0 && warning < 1, "it must be above 0 and below 1");
        Settings.check(
                "level.critical",
                critical,
                critical > warning && critical < 1,
                "it must be above memsafe.level.warning, which is " + warning + ", and below 1");
        builder.thresholds(warning, critical);
        Settings.set("level.emergency", level.emergency(), builder::emergency);
    }

    /** Registers the beans that want to hear of the pressure. */
    @Bean
    GovernedBeans memsafeGovernedBeans(MemoryGovernor governor, ListableBeanFactory beans) {
        return new GovernedBeans(governor, beans);
    }

    /** Tells platforms whether the application takes traffic. */
    @Bean
    @ConditionalOnBooleanProperty(name = "memsafe.availability.enabled", matchIfMissing = true)
    ReadinessPublisher memsafeReadinessPublisher(
            MemsafeProperties properties,
            MemoryGovernor governor,
            OrderlyStop stop,
            ApplicationEventPublisher publisher) {
        return new ReadinessPublisher(governor, stop, properties.availability().refuseAt(), publisher);
    }

    /** Has the stop begin when the application ends, before its server stops taking connections. */
    @Bean
    StopLifecycle memsafeStopLifecycle(OrderlyStop stop) {
        return new StopLifecycle(stop);
    }
}
