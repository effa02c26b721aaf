package io.memsafe.web;

import io.memsafe.MemoryGovernor;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server that says its name, and whose heap can be filled and emptied by request; with an agent check. */
public final class BalancedServer {
    private static final int PART = 64 << 10;
    private static final int HEAVY = 1 << 20;

    private BalancedServer() {}

    /** Prints both ports, and serves until it is killed. */
    public static void main(String[] arguments) throws Exception {
        // Early, so that there is room to look at a server that is short of memory.
        MemoryGovernor governor = MemoryGovernor.builder().thresholds(0.5, 0.7).start();
        AgentCheck check = AgentCheck.with(governor).start();
        MemoryShedFilter filter = MemoryShedFilter.with(governor)
                .exempt("/name", "/fill", "/empty")
                .sheddable("/heavy")
                .build();
        WebServer server = WebServer.Kind.JETTY.start(filter, new Named(arguments[0], governor));
        System.out.println("PORTS " + server.port() + " " + check.port());
        System.out.flush();
    }

    /** {@code /name}, {@code /heavy} (the same with 1 MB), {@code /fill?percent=..} (of what can be filled) and {@code /empty}. */
    private static final class Named extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient List<byte[]> kept = new ArrayList<>();
        private final String name;
        private final transient MemoryGovernor governor;

        Named(String name, MemoryGovernor governor) {
            this.name = name;
            this.governor = governor;
        }

        @Override
        protected synchronized void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getPathInfo()) {
                case "/fill" -> {
                    System.gc();
                    Runtime runtime = Runtime.getRuntime();
                    long wanted = governor.assessment().heap().capacityBytes()
                                    * Integer.parseInt(request.getParameter("percent"))
                                    / 100
                            - (runtime.totalMemory() - runtime.freeMemory());
                    while ((long) kept.size() * PART < wanted) {
                        kept.add(new byte[PART]);
                    }
                    System.gc();
                }
                case "/empty" -> {
                    kept.clear();
                    System.gc();
                }
                case "/heavy" -> response.setIntHeader("allocated", new byte[HEAVY].length);
                default -> {}
            }
            response.getOutputStream().write(name.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
