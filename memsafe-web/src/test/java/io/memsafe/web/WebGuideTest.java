package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.fork.GuideSnippets;
import io.memsafe.response.OrderlyStop;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.time.Duration;
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
    void sessionsAreBounded() throws Exception {
        ServletContextHandler handler = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        Server server = new Server();
        server.setHandler(handler);
        MemoryGovernor governor = MemoryGovernor.start();
        handler.addServletContainerInitializer((classes, context) -> {
            // begin sessions
            SessionBound sessions = SessionBound.with(governor)
                    .share(0.2) // of what the heap can be filled with
                    .build();
            context.addListener(sessions);
            // end sessions
            assertThat(sessions.statistics().sessions()).isZero();
        });
        server.start();
        server.stop();
        governor.close();
        page.assertStandsInPage("sessions");
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

    @Test
    void aClientHasAShare() throws IOException {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin share
            MemoryShedFilter shed = MemoryShedFilter.with(governor)
                    // Of the budget; by address without the second.
                    .clientShare(0.25, request -> request.getHeader("X-Api-Key"))
                    .build();
            // end share
            shed.close();
        }
        page.assertStandsInPage("share");
    }

    @Test
    void requestsInFlightAreAskedToEnd() throws IOException {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin in-flight
            MemoryShedFilter shed = MemoryShedFilter.with(governor)
                    .deadline(Duration.ofSeconds(30)) // half of it from WARNING, a quarter from CRITICAL
                    .cancelLargest(true) // when requests turn out to hold more than there is
                    .waitForRoom(20, Duration.ofMillis(500)) // instead of 8 for 250 ms
                    .build();
            // end in-flight
            shed.close();
        }
        page.assertStandsInPage("in-flight");
    }

    /** As of JDBC. */
    private interface Rows {
        boolean next();
    }

    /** As of JDBC. */
    private interface Statement {
        void cancel();
    }

    @Test
    void codeAsksItsToken() throws IOException {
        page.assertStandsInPage("token");
    }

    static void answer(ServletRequest request, Statement statement, Rows rows) {
        // begin token
        CancellationToken token = CancellationToken.of(request);
        token.onCancel(statement::cancel);
        while (rows.next()) {
            token.throwIfCancelled(); // the filter answers 503
            write(rows);
        }
        // end token
    }

    private static void write(Rows rows) {
        assertThat(rows).isNotNull();
    }

    @Test
    void aServerStopsWithoutLosingRequests() throws Exception {
        Server server = new Server();
        // begin drain
        OrderlyStop stop = OrderlyStop.builder()
                .graceAtLeast(Duration.ofSeconds(5)) // balancers notice that it is not ready
                .grace(Duration.ofSeconds(20)) // what is in flight may finish
                .action("server", server::stop)
                .onShutdown() // SIGTERM, too
                .exit(75) // after a lasting EMERGENCY, for the supervisor to start another one
                .build();
        MemoryGovernor governor = MemoryGovernor.builder().stop(stop).start();
        MemoryShedFilter shed = MemoryShedFilter.with(governor).stop(stop).build();
        // end drain
        assertThat(stop.ready()).isTrue();
        shed.close();
        governor.close();
        stop.close();
        page.assertStandsInPage("drain");
    }
}
