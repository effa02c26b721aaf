package io.memsafe.web;

import io.memsafe.MemoryGovernor;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;

/** A server behind the filter, whose requests hold what they are told to hold. */
public final class OverloadedServer {
    private static final int CHUNK = 16 << 10;

    private OverloadedServer() {}

    /** Prints its port, and serves until it is killed. */
    public static void main(String[] arguments) throws Exception {
        MemoryShedFilter filter = MemoryShedFilter.with(MemoryGovernor.start())
                .exempt("/statistics")
                .build();
        WebServer server = WebServer.Kind.valueOf(arguments[0]).start(filter, new Holding(filter));
        System.out.println("PORT " + server.port());
        System.out.flush();
    }

    /** {@code /heavy?kb=..&ms=..}, {@code /light} and {@code /statistics}. */
    private static final class Holding extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient MemoryShedFilter filter;

        Holding(MemoryShedFilter filter) {
            this.filter = filter;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String answer = switch (request.getRequestURI()) {
                case "/heavy" ->
                    hold(Integer.parseInt(request.getParameter("kb")), Integer.parseInt(request.getParameter("ms")));
                case "/statistics" -> {
                    ShedStatistics statistics = filter.statistics();
                    yield statistics.inFlight() + " " + statistics.reservedBytes() + " " + statistics.abandoned();
                }
                default -> "light";
            };
            response.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }

        private static String hold(int kilobytes, int millis) throws IOException {
            byte[][] held = new byte[Math.max(1, kilobytes * 1024 / CHUNK)][];
            for (int i = 0; i < held.length; i++) {
                held[i] = new byte[CHUNK];
            }
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            Reference.reachabilityFence(held);
            return "heavy";
        }
    }
}
