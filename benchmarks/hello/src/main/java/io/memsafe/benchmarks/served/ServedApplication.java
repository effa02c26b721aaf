package io.memsafe.benchmarks.served;

import io.memsafe.benchmarks.web.child.Gates;
import io.memsafe.benchmarks.web.child.Stage;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;

/** The server under test: an application whose controllers answer, and the starter, which is switched off for others. */
@SpringBootApplication
public class ServedApplication {

    /**
     * Serves until it is killed.
     *
     * @param arguments as those of the other servers
     * @throws IOException if it does not answer when it is calibrated
     */
    public static void main(String[] arguments) throws IOException {
        Stage stage = Stage.of(arguments);
        String guard = arguments[1];
        SpringApplication application = new SpringApplication(ServedApplication.class);
        application.setDefaultProperties(Map.of(
                "server.address", "127.0.0.1",
                "server.port", "0",
                "memsafe.enabled", Boolean.toString(guard.equals("MEMSAFE")),
                "memsafe.web.exempt", "/health",
                "logging.level.root", "warn"));
        application.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(Stage.class, () -> stage);
            filter(beans, "counting", stage.counting(), Ordered.HIGHEST_PRECEDENCE);
            if (guard.equals("ORACLE")) {
                filter(beans, "oracle", Gates.oracle(stage.usableKilobytes()), Ordered.HIGHEST_PRECEDENCE + 1);
            }
        });
        stage.serves(application.run().getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    private static void filter(GenericApplicationContext beans, String name, Filter filter, int order) {
        beans.registerBean(name, FilterRegistrationBean.class, () -> {
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
            registration.setOrder(order);
            return registration;
        });
    }
}
