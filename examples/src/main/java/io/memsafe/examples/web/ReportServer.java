package io.memsafe.examples.web;

import io.memsafe.MemoryGovernor;
import io.memsafe.web.MemoryShedFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A server of pages, which cost nothing, and of reports, which hold their rows until they are written. With {@code protected} as
 * its argument a {@link MemoryShedFilter} stands in front of it.
 */
public final class ReportServer {
    private static final int THREADS = 100;
    private static final long STATE_NANOS = 250_000_000L;
    private static final AtomicLong ERRORS = new AtomicLong();

    private ReportServer() {}

    /**
     * Serves until it is killed. Prints its port, and four times a second the level, the heap in use and the errors.
     *
     * @param arguments {@code protected}, or anything else
     * @throws Exception if it does not start
     */
    public static void main(String[] arguments) throws Exception {
        MemoryGovernor governor = null;
        if (arguments[0].equals(DemoServer.PROTECTED)) {
            governor = MemoryGovernor.start();
            serve(MemoryShedFilter.with(governor).exempt("/health").build());
        } else {
            serve(null);
        }
        while (true) {
            LockSupport.parkNanos(STATE_NANOS);
            tell(governor);
        }
    }

    private static void serve(@Nullable Filter filter) throws Exception {
        Server server = new Server(new QueuedThreadPool(THREADS));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        if (filter != null) {
            context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        context.addServlet(new ServletHolder(new Reports()), "/*");
        server.setHandler(context);
        server.start();
        System.out.println(DemoServer.PORT + connector.getLocalPort());
    }

    private static void tell(@Nullable MemoryGovernor governor) {
        try {
            System.out.println(DemoServer.state(governor, ERRORS.get()));
        } catch (OutOfMemoryError e) {
            ERRORS.incrementAndGet();
        }
    }

    /** {@code /page}, {@code /health} and {@code /report?rows=..&millis=..}. */
    private static final class Reports extends HttpServlet {
        private static final long serialVersionUID = 1;
        private static final int ROW = 1_000;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                answer(request, response);
            } catch (OutOfMemoryError e) {
                ERRORS.incrementAndGet();
                throw e;
            }
        }

        private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String text = "ok";
            if (request.getRequestURI().equals("/report")) {
                List<byte[]> rows = query(number(request, "rows"));
                awaitDatabase(number(request, "millis"));
                text = rows.size() + " rows, the last of " + rows.get(rows.size() - 1).length + " bytes";
            }
            byte[] body = text.getBytes(StandardCharsets.US_ASCII);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }

        private static int number(HttpServletRequest request, String name) {
            return Integer.parseInt(request.getParameter(name));
        }

        private static List<byte[]> query(int count) {
            List<byte[]> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                rows.add(new byte[ROW]);
            }
            return rows;
        }

        private static void awaitDatabase(int millis) throws IOException {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while it waited for the database", e);
            }
        }
    }
}
