package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.response.OrderlyStop;
import io.memsafe.web.HealthServlet;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.RequestClassifier;
import io.memsafe.web.SessionBound;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The filter in front of a servlet application, and what belongs around it. */
@AutoConfiguration(
        after = MemsafeAutoConfiguration.class,
        afterName = "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration")
@ConditionalOnBean(MemoryGovernor.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, MemoryShedFilter.class, FilterRegistrationBean.class})
@ConditionalOnBooleanProperty(name = "memsafe.web.enabled", matchIfMissing = true)
public class MemsafeWebAutoConfiguration {

    /** For Spring. */
    public MemsafeWebAutoConfiguration() {}

    /** Refuses the requests that would not fit. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    MemoryShedFilter memoryShedFilter(
            MemsafeProperties properties,
            MemoryGovernor governor,
            OrderlyStop stop,
            Environment environment,
            ObjectProvider<RequestClassifier> classifiers,
            ObjectProvider<MemoryShedFilterCustomizer> customizers) {
        MemsafeProperties.Web web = properties.web();
        MemoryShedFilter.Builder builder = MemoryShedFilter.with(governor);
        String actuator = environment.getProperty("management.endpoints.web.base-path", "/actuator");
        if (actuator.length() > 1) {
            builder.exempt(actuator + "/*");
        }
        if (web.status().enabled()) {
            Settings.set("web.status.path", web.status().path() + "/*", builder::exempt);
        }
        web.exempt().forEach(pattern -> Settings.set("web.exempt", pattern, builder::exempt));
        web.critical().forEach(pattern -> Settings.set("web.critical", pattern, builder::critical));
        web.sheddable().forEach(pattern -> Settings.set("web.sheddable", pattern, builder::sheddable));
        builder.defaultPriority(web.defaultPriority());
        Settings.check(
                "web.retry-after-least", web.retryAfterLeast(), web.retryAfterLeast() >= 1, "it must be 1 or more");
        Settings.set(
                "web.retry-after-most",
                web.retryAfterMost(),
                most -> builder.retryAfterSeconds(web.retryAfterLeast(), most));
        DataSize mostBody = web.mostBodySize();
        Settings.set("web.most-body-size", mostBody, size -> builder.mostBodyBytes(size.toBytes()));
        builder.throttleUploads(web.throttleUploads());
        Settings.set("web.client-share", web.clientShare(), builder::clientShare);
        Settings.check("web.most-waiting", web.mostWaiting(), web.mostWaiting() >= 0, "it must be 0 or more");
        Settings.set("web.longest-wait", web.longestWait(), longest -> builder.waitForRoom(web.mostWaiting(), longest));
        Settings.set("web.deadline", web.deadline(), builder::deadline);
        builder.cancelLargest(web.cancelLargest());
        builder.loadReport(web.loadReport());
        builder.stop(stop);
        classifiers.ifAvailable(builder::classifier);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** Puts the filter in front of everything, for asynchronous requests too. */
    @Bean
    @ConditionalOnMissingBean(name = "memoryShedFilterRegistration")
    FilterRegistrationBean<MemoryShedFilter> memoryShedFilterRegistration(
            MemsafeProperties properties, MemoryShedFilter filter) {
        FilterRegistrationBean<MemoryShedFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(properties.web().order());
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        registration.setAsyncSupported(true);
        return registration;
    }

    /** A page for people. */
    @Bean
    @ConditionalOnBooleanProperty("memsafe.web.status.enabled")
    ServletRegistrationBean<HealthServlet> memsafeStatusServlet(
            MemsafeProperties properties, MemoryGovernor governor, MemoryShedFilter filter, OrderlyStop stop) {
        HealthServlet servlet = HealthServlet.with(governor)
                .filter(filter)
                .stop(stop)
                .details(true)
                .build();
        return new ServletRegistrationBean<>(servlet, properties.web().status().path() + "/*");
    }

    /** Ends the sessions that were not used for longest when they hold too much. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("memsafe.web.session-share")
    static class Sessions {

        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean
        SessionBound memsafeSessionBound(MemsafeProperties properties, MemoryGovernor governor) {
            SessionBound.Builder builder = SessionBound.with(governor);
            Settings.set("web.session-share", properties.web().sessionShare(), builder::share);
            return builder.build();
        }

        @Bean
        ServletListenerRegistrationBean<SessionBound> memsafeSessionListener(SessionBound sessions) {
            return new ServletListenerRegistrationBean<>(sessions);
        }
    }

    /** Tells the filter the paths of the controllers. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({RequestMappingHandlerMapping.class, DispatcherServletPath.class})
    @ConditionalOnBooleanProperty(name = "memsafe.web.declare-routes", matchIfMissing = true)
    static class Routes {

        @Bean
        ControllerRoutes memsafeControllerRoutes(
                MemoryShedFilter filter,
                ObjectProvider<RequestMappingHandlerMapping> mappings,
                ObjectProvider<DispatcherServletPath> path) {
            return new ControllerRoutes(filter, mappings, path);
        }
    }

    /** Notices a server that answers nothing any more. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebServerInitializedEvent.class)
    @ConditionalOnBooleanProperty(name = "memsafe.web.watch.enabled", matchIfMissing = true)
    static class Watch {

        @Bean
        WatchedServer memsafeWatchedServer(MemsafeProperties properties, ApplicationContext context) {
            return new WatchedServer(properties.web().watch(), context);
        }
    }
}
