package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.fork.GuideSnippets;
import io.memsafe.response.OrderlyStop;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

/** The programs in the guide compile, run, and stand there as they stand here. */
class WebGuideTest {
    private final GuideSnippets page = new GuideSnippets("web.md", WebGuideTest.class);

    @Test
    void aFilterIsRegistered() throws Exception {
        ServletContextHandler handler = new ServletContextHandler("/");
        Server server = new Server();
        server.setHandler(handler);
        handler.addServletContainerInitializer((classes, context) -> register(context));
        server.start();
        try {
            assertThat(handler.getServletContext()
                            .getFilterRegistration("memsafe")
                            .getUrlPatternMappings())
                    .containsExactly("/*");
        } finally {
            server.stop();
        }
        page.assertStandsInPage("filter");
    }

    private static void register(ServletContext context) {
        // begin filter
        MemoryGovernor governor = MemoryGovernor.start();
        MemoryShedFilter shed = MemoryShedFilter.with(governor)
                .exempt("/health/*", "/admin/*") // always pass, and are not looked at
                .critical("/pay/*") // refused last
                .sheddable("/report/*") // refused first
                .build();
        FilterRegistration.Dynamic registration = context.addFilter("memsafe", shed);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
        // end filter
        governor.close();
    }

    @Test
    void aServerSaysHowItIs() throws Exception {
        ServletContextHandler handler = new ServletContextHandler("/");
        Server server = new Server();
        server.setHandler(handler);
        handler.addServletContainerInitializer((classes, context) -> {
            try (MemoryGovernor governor = MemoryGovernor.start();
                    MemoryShedFilter shed = MemoryShedFilter.with(governor).build();
                    OrderlyStop stop = OrderlyStop.builder().build()) {
                // begin health
                HealthServlet health = HealthServlet.with(governor)
                        .filter(shed)
                        .stop(stop) // an OrderlyStop, if there is one
                        .details(true) // /detail and the page; off by default
                        .build();
                context.addServlet("health", health).addMapping("/health/*");
                // end health
            }
        });
        server.start();
        server.stop();
        page.assertStandsInPage("health");
    }

    @Test
    void aServerIsWatched() throws IOException {
        int port = 8080;
        // begin watch
        ServerWatch watch = ServerWatch.of(port)
                .path("/health/live")
                .onDead(why -> System.err.println(why))
                .exit(75) // for the supervisor to start another one; off by default
                .start();
        // end watch
        assertThat(watch.alive()).isTrue();
        watch.close();
        page.assertStandsInPage("watch");
    }

    @Test
    void aBalancerIsTold() throws IOException {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin agent
            AgentCheck check =
                    AgentCheck.with(governor).address("127.0.0.1").port(9300).start();
            // end agent
            check.close();
        }
        page.assertStandsInPage("agent");
    }

    @Test
    void aRequestIsClassified() throws IOException {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin classifier
            MemoryShedFilter shed = MemoryShedFilter.with(governor)
                    .classifier(request -> request.isUserInRole("batch") ? BudgetPriority.SHEDDABLE : null)
                    .build();
            // end classifier
            assertThat(shed.statistics().admitted()).isZero();
            shed.close();
        }
        page.assertStandsInPage("classifier");
    }
}
