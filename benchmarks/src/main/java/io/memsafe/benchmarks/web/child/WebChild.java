package io.memsafe.benchmarks.web.child;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
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

/** The main class of a server under test: Tomcat or Jetty, with the application and a filter before it. */
public final class WebChild {
    private static final int THREADS = 200;
    private static final double FULL = 0.85;

    private WebChild() {}

    /**
     * Starts the server.
     *
     * @param arguments {@code tomcat}, {@code virtual} (the same with virtual threads) or {@code jetty}, the name of the {@link Guard}, and those of {@link Stage#of}
     * @throws Exception if it does not start
     */
    public static void main(String[] arguments) throws Exception {
        Guard guard = Guard.valueOf(arguments[1]);
        Stage stage = Stage.of(arguments);
        Filter filter = guard.filter(stage.usableKilobytes());
        List<Filter> filters = filter == null ? List.of(stage.counting()) : List.of(stage.counting(), filter);
        stage.serves(
                arguments[0].equals("jetty")
                        ? jetty(guard, filters, stage.application())
                        : tomcat(filters, stage.application(), arguments[0].equals("virtual")));
    }

    private static int tomcat(List<Filter> filters, Application application, boolean virtual)
            throws LifecycleException {
        Logger.getLogger("org.apache").setLevel(Level.WARNING);
        Tomcat tomcat = new Tomcat();
        String folder = System.getProperty("java.io.tmpdir");
        tomcat.setBaseDir(folder);
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxThreads", Integer.toString(THREADS));
        if (virtual) {
            tomcat.getConnector().getProtocolHandler().setExecutor(new VirtualThreadExecutor("virtual-"));
        }
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
