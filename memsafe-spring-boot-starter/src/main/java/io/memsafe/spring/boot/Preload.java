package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.web.MemoryShedFilter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.ApplicationListener;
import org.springframework.core.NativeDetector;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Loads what the governor and the filter need on a thread of its own, while Spring prepares the application; otherwise the
 * start would wait until they are loaded. Once in a JVM.
 *
 * <p>Spring Boot has initializers for the background too. They are not told the properties, so they would load for those as
 * well who have switched memsafe off.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class Preload implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        int processors = Runtime.getRuntime().availableProcessors();
        if (wanted(event.getEnvironment(), processors) && BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(Preload::run, "memsafe-preload");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Where there is one processor, the application would wait all the same; a native image has nothing to load. */
    static boolean wanted(Environment environment, int processors) {
        return processors > 1
                && isOn(environment, "memsafe.enabled")
                && isOn(environment, "memsafe.preload")
                && !NativeDetector.inNativeImage();
    }

    /** As text: a value that is wrong is refused where the properties are bound. */
    private static boolean isOn(Environment environment, String property) {
        return !"false".equalsIgnoreCase(environment.getProperty(property));
    }

    private static void run() {
        try {
            load();
        } catch (RuntimeException | LinkageError e) {
            LoggerFactory.getLogger(Preload.class).debug("not all could be loaded ahead", e);
        }
    }

    /** Rehearses what the application does with its own: to bind the properties, and to make a governor and a filter. */
    static void load() {
        new Binder(new MapConfigurationPropertySource()).bindOrCreate("memsafe", MemsafeProperties.class);
        MemoryGovernor idle = MemoryGovernor.preload();
        if (ClassUtils.isPresent("jakarta.servlet.Filter", Preload.class.getClassLoader())) {
            MemoryShedFilter.with(idle).build().close();
        }
    }
}
