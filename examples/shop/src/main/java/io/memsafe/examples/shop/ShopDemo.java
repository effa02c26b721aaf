package io.memsafe.examples.shop;

import io.memsafe.MemoryGovernor;
import io.memsafe.examples.web.DemoServer;
import io.memsafe.examples.web.WebDemo;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Runs the shop twice under the same load, with {@code memsafe.enabled} and without. */
public final class ShopDemo {
    private static final int REPORTS_THAT_FIT = 12; // two of these applications share the processors with their clients
    private static final long STATE_NANOS = 250_000_000L;
    private static final AtomicLong ERRORS = new AtomicLong();

    private ShopDemo() {}

    /**
     * Runs the demo and ends the JVM with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        WebDemo.run(
                new DemoServer(
                        "demo --shop", Served.class.getName(), "/products/17", "/reports/sales", REPORTS_THAT_FIT),
                arguments);
    }

    /** One of the two. */
    public static final class Served {
        private Served() {}

        /**
         * Serves until it is killed.
         *
         * @param arguments {@code protected}, or anything else
         */
        public static void main(String[] arguments) {
            SpringApplication application = new SpringApplication(ShopApplication.class);
            application.setDefaultProperties(Map.of(
                    "server.port", "0",
                    "memsafe.enabled", arguments[0].equals(DemoServer.PROTECTED),
                    "logging.level.root", "error",
                    "spring.main.banner-mode", "off",
                    "server.tomcat.threads.max", "100"));
            ConfigurableApplicationContext shop = application.run();
            MemoryGovernor governor = shop.getBeanProvider(MemoryGovernor.class).getIfAvailable();
            String port = shop.getEnvironment().getRequiredProperty("local.server.port");
            if (governor != null) {
                System.out.println(DemoServer.NOTE
                        + "While it runs, the page of the protected shop is http://localhost:" + port + "/memsafe/");
            }
            System.out.println(DemoServer.PORT + port);
            while (true) {
                LockSupport.parkNanos(STATE_NANOS);
                tell(governor);
            }
        }

        private static void tell(@Nullable MemoryGovernor governor) {
            try {
                System.out.println(DemoServer.state(governor, ERRORS.get()));
            } catch (OutOfMemoryError e) {
                ERRORS.incrementAndGet();
            }
        }
    }

    /** Counts the errors of the controllers. */
    @ControllerAdvice
    static class Errors {

        @ExceptionHandler(OutOfMemoryError.class)
        @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
        void outOfMemory() {
            ERRORS.incrementAndGet();
        }
    }
}
