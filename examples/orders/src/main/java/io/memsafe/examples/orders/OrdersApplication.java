package io.memsafe.examples.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;

/** The program. Thread-safety: no state. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class OrdersApplication {

    /**
     * Loads the orders and ends the JVM; the exit code tells the end.
     *
     * @param arguments properties, such as {@code --orders.folder=/var/lib/orders}
     */
    public static void main(String[] arguments) {
        ConfigurableApplicationContext application = SpringApplication.run(OrdersApplication.class, arguments);
        if (!application.isClosed()) { // else the JVM ends already
            System.exit(SpringApplication.exit(application));
        }
    }
}
