package io.memsafe.benchmarks.hello;

import java.lang.management.ManagementFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

/** Prints {@code READY}, the milliseconds since the JVM started, and the port. */
@Component
class Readiness implements ApplicationListener<ApplicationReadyEvent> {

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
        System.out.println("READY " + uptime + " "
                + event.getApplicationContext().getEnvironment().getRequiredProperty("local.server.port"));
    }
}
