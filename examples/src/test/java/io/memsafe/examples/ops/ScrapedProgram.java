package io.memsafe.examples.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.memsafe.HeapAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.metrics.MemsafeMetrics;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.ShedMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A program under test that Prometheus reads. It either makes garbage that fills the heap again and again, or, once {@code /leak}
 * is asked for, keeps more and more until it dies.
 */
public final class ScrapedProgram {
    private static final int BLOCK = 16 << 10;
    private static final int LARGE = 64 << 10;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final double FAST_UNTIL_RATIO = 0.82;
    private static final int STEPS_A_SECOND = 100;

    /** Of the heap in each second, once most of it is full. */
    private static final double LEAK_RATIO = 0.01;

    private ScrapedProgram() {}

    /**
     * Runs until it is killed or dies.
     *
     * @param arguments {@code garbage} or {@code leak}
     */
    public static void main(String[] arguments) throws Exception {
        MemoryGovernor governor = MemoryGovernor.start();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new MemsafeMetrics(governor).bindTo(registry);
        new ShedMetrics(MemoryShedFilter.with(governor).build()).bindTo(registry);
        CountDownLatch asked = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/metrics", exchange -> answer(exchange, registry.scrape()));
        server.createContext("/leak", exchange -> {
            asked.countDown();
            answer(exchange, "leaking");
        });
        server.start();
        System.out.println("PORT " + server.getAddress().getPort());
        if (arguments[0].equals("leak")) {
            asked.await();
            leak(governor);
        } else {
            makeGarbage();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Blocks live long enough to grow old, and die then: the old generation is full of garbage before each collection of it. */
    private static void makeGarbage() {
        Deque<byte[]> young = new ArrayDeque<>();
        long most = Runtime.getRuntime().maxMemory() / 5 / LARGE;
        while (true) {
            for (int i = 0; i < 8; i++) {
                young.addLast(new byte[LARGE]);
                if (young.size() > most) {
                    young.removeFirst();
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static void leak(MemoryGovernor governor) {
        List<byte[]> kept = new ArrayList<>();
        Deque<byte[]> passing = new ArrayDeque<>();
        double perStep = Runtime.getRuntime().maxMemory() * LEAK_RATIO / STEPS_A_SECOND;
        double owed = 0;
        while (true) {
            HeapAssessment heap = governor.assessment().heap();
            boolean fast = kept.size() * (double) BLOCK < FAST_UNTIL_RATIO * heap.capacityBytes();
            for (owed += fast ? 16 * perStep : perStep; owed > 0; owed -= BLOCK) {
                kept.add(new byte[BLOCK]);
            }
            for (int i = 0; i < 16; i++) { // work goes on, so there are collections that tell what lives
                passing.addLast(new byte[BLOCK]);
            }
            passing.clear();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
