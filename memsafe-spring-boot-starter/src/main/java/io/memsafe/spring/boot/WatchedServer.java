package io.memsafe.spring.boot;

import io.memsafe.web.ServerWatch;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Watches the server of the application from its start on. One that is dead breaks the liveness, and so has the platform
 * start it anew; one that refuses requests does not.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class WatchedServer implements ApplicationListener<WebServerInitializedEvent>, DisposableBean {
    private final MemsafeProperties.Watch properties;
    private final ApplicationContext context;
    private @Nullable ServerWatch watch;

    WatchedServer(MemsafeProperties.Watch properties, ApplicationContext context) {
        this.properties = properties;
        this.context = context;
    }

    /** A server of the actuator on a port of its own is not watched: the application's is. */
    @Override
    public synchronized void onApplicationEvent(WebServerInitializedEvent event) {
        if (event.getApplicationContext() != context || watch != null) {
            return;
        }
        String contextPath = context.getEnvironment().getProperty("server.servlet.context-path", "");
        ServerWatch.Builder builder = ServerWatch.of(event.getWebServer().getPort());
        Settings.set("web.watch.path", properties.path(), path -> builder.path(contextPath + path));
        Settings.set("web.watch.interval", properties.interval(), builder::every);
        Settings.set("web.watch.patience", properties.patience(), builder::patience);
        Settings.set("web.watch.failures", properties.failures(), builder::failures);
        Settings.set("web.watch.exit-code", properties.exitCode(), builder::exit);
        builder.onDead(reason -> AvailabilityChangeEvent.publish(context, LivenessState.BROKEN));
        watch = builder.start();
    }

    /** Before the server ends, which would look as if it had died. */
    @EventListener
    public void ends(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            destroy();
        }
    }

    @Override
    public synchronized void destroy() {
        ServerWatch running = watch;
        if (running != null) {
            running.close();
            watch = null;
        }
    }
}
