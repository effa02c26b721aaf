package io.memsafe.benchmarks.web.child;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the server under test. It prints {@code PORT} and serves until it is killed; or, calibrating, it prints
 * how many kilobytes a server that has started can keep, and ends.
 */
public final class WebChild {
    private static final int THREADS = 200;
    private static final int CHUNK = 16 << 10;
    private static final int WARM_UPS = 300;
    private static final int RING = 64;
    private static final double FULL = 0.85;

    private static final List<byte[]> LIVE = new ArrayList<>();

    private WebChild() {}

    /**
     * Starts the server.
     *
     * @param arguments {@code tomcat} or {@code jetty}, the name of the {@link Guard}, the file for the {@link Counters}, the
     *     kilobytes that the heap can hold (0 to find out), the mean of the heavy requests in kilobytes, the kilobytes
     *     that live beside, and the megabytes of garbage a second (0 for none, -1 for as many as it can)
     * @throws Exception if it does not start
     */
    public static void main(String[] arguments) throws Exception {
        boolean jetty = arguments[0].equals("jetty");
        Guard guard = Guard.valueOf(arguments[1]);
        Counters counters = new Counters(Path.of(arguments[2]));
        long usableKilobytes = Long.parseLong(arguments[3]);
        Application application = new Application(Double.parseDouble(arguments[4]));
        for (long kilobytes = Long.parseLong(arguments[5]); kilobytes > 0; kilobytes -= CHUNK >> 10) {
            LIVE.add(new byte[CHUNK]);
        }
        Filter filter = guard.filter(usableKilobytes);
        List<Filter> filters = filter == null ? List.of(counting(counters)) : List.of(counting(counters), filter);
        int port = jetty ? jetty(guard, filters, application) : tomcat(filters, application);
        long garbage = Long.parseLong(arguments[6]);
        if (garbage != 0) {
            Thread thread = new Thread(() -> litter(garbage, counters), "garbage");
            thread.setDaemon(true);
            thread.start();
        }
        if (usableKilobytes == 0) {
            calibrate(port);
        } else {
            System.out.println("PORT " + port);
        }
    }

    /** The outermost filter: counts errors, and passes them on untouched. */
    private static Filter counting(Counters counters) {
        return new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                try {
                    chain.doFilter(request, response);
                } catch (OutOfMemoryError e) {
                    counters.error();
                    throw e;
                }
            }
        };
    }

    private static void calibrate(int port) throws IOException {
        for (int i = 0; i < WARM_UPS; i++) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/heavy?kb=64&ms=0");
            try (InputStream answer = uri.toURL().openStream()) {
                answer.readAllBytes();
            }
        }
        System.gc();
        long kilobytes = 0;
        @Nullable Object @Nullable [] chain = null;
        try {
            while (true) {
                chain = new @Nullable Object[] {chain, new byte[CHUNK]};
                kilobytes += CHUNK >> 10;
            }
        } catch (OutOfMemoryError e) {
            chain = null;
        }
        System.out.println("USABLE " + kilobytes);
        Runtime.getRuntime().halt(0);
    }

    /** Garbage that dies young. */
    private static void litter(long megabytesPerSecond, Counters counters) {
        byte[][] ring = new byte[RING][];
        long bytes = 0;
        long start = System.nanoTime();
        for (int i = 0; ; i++) {
            try {
                ring[i % RING] = new byte[4_096 + ThreadLocalRandom.current().nextInt(12_288)];
            } catch (OutOfMemoryError e) {
                counters.error();
                ring = new byte[RING][];
                continue;
            }
            bytes += ring[i % RING].length;
            if (i % RING == 0) {
                counters.garbage(bytes);
                while (megabytesPerSecond > 0
                        && bytes > megabytesPerSecond * (1 << 20) * ((System.nanoTime() - start) / 1e9)) {
                    LockSupport.parkNanos(500_000);
                }
            }
        }
    }

    private static int tomcat(List<Filter> filters, Application application) throws LifecycleException {
        Logger.getLogger("org.apache").setLevel(Level.WARNING);
        Tomcat tomcat = new Tomcat();
        String folder = System.getProperty("java.io.tmpdir");
        tomcat.setBaseDir(folder);
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxThreads", Integer.toString(THREADS));
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        Context context = tomcat.addContext("", folder);
        Wrapper wrapper = Tomcat.addServlet(context, "application", application);
        wrapper.addMapping("/*");
        for (Filter filter : filters) {
            FilterDef definition = new FilterDef();
            definition.setFilterName("filter-" + filters.indexOf(filter));
            definition.setFilter(filter);
            context.addFilterDef(definition);
            FilterMap mapping = new FilterMap();
            mapping.setFilterName(definition.getFilterName());
            mapping.addURLPattern("/*");
            context.addFilterMap(mapping);
        }
        tomcat.start();
        return tomcat.getConnector().getLocalPort();
    }

    private static int jetty(Guard guard, List<Filter> filters, Application application) throws Exception {
        Server server = new Server(new QueuedThreadPool(THREADS));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(application), "/*");
        for (Filter filter : filters) {
            context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        server.setHandler(guard == Guard.JETTY_QOS ? qualityOfService(context) : context);
        if (guard == Guard.JETTY_LOW_RESOURCES) {
            LowResourceMonitor monitor = new LowResourceMonitor(server);
            monitor.setMonitorThreads(false);
            monitor.setMaxMemory((long) (FULL * Runtime.getRuntime().maxMemory()));
            monitor.setPeriod(100);
            monitor.setLowResourcesIdleTimeout(1_000);
            monitor.setAcceptingInLowResources(false);
            server.addBean(monitor);
        }
        server.start();
        return connector.getLocalPort();
    }

    /** It is told the class of a request, and lets it wait for half of the second in which it is wanted. */
    private static Handler qualityOfService(Handler application) {
        QoSHandler handler = new QoSHandler(application) {
            @Override
            protected int getPriority(Request request) {
                return switch (Request.getPathInContext(request)) {
                    case "/health" -> 2;
                    case "/light" -> 1;
                    default -> 0;
                };
            }
        };
        handler.setMaxRequestCount(60);
        handler.setMaxSuspend(Duration.ofMillis(500));
        return handler;
    }
}
