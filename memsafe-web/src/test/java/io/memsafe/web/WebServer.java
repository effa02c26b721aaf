package io.memsafe.web;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.InstanceFactory;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** A real server with one filter in front of one servlet for everything, on a port of its own; it speaks HTTP/2 too. */
interface WebServer extends AutoCloseable {

    int port();

    @Override
    void close() throws Exception;

    /**
     * What to start.
     *
     * @param filter in front
     * @param parameters of the filter
     * @param servlet behind it
     * @param executor whose threads serve the requests, if not those of the server do
     * @param sessions a listener
     */
    record Setup(
            Filter filter,
            Map<String, String> parameters,
            HttpServlet servlet,
            @Nullable Executor executor,
            @Nullable SessionBound sessions) {}

    /** The servers that programs use. */
    enum Kind {
        TOMCAT {
            @Override
            WebServer start(Setup setup) throws LifecycleException {
                return tomcat(setup);
            }
        },
        JETTY {
            @Override
            WebServer start(Setup setup) throws Exception {
                return jetty(setup);
            }
        },
        UNDERTOW {
            @Override
            WebServer start(Setup setup) throws Exception {
                return undertow(setup);
            }
        };

        WebServer start(Filter filter, HttpServlet servlet) throws Exception {
            return start(filter, Map.of(), servlet);
        }

        WebServer start(Filter filter, Map<String, String> parameters, HttpServlet servlet) throws Exception {
            return start(new Setup(filter, parameters, servlet, null, null));
        }

        abstract WebServer start(Setup setup) throws Exception;
    }

    private static WebServer tomcat(Setup setup) throws LifecycleException {
        Logger.getLogger("org.apache").setLevel(Level.OFF);
        Tomcat tomcat = new Tomcat();
        Path folder = temporaryFolder();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().addUpgradeProtocol(new Http2Protocol());
        if (setup.executor() != null) {
            tomcat.getConnector().getProtocolHandler().setExecutor(setup.executor());
        }
        Context context = tomcat.addContext("", folder.toString());
        Wrapper wrapper = Tomcat.addServlet(context, "servlet", setup.servlet());
        wrapper.addMapping("/*");
        wrapper.setAsyncSupported(true);
        FilterDef definition = new FilterDef();
        definition.setFilterName("shed");
        definition.setFilter(setup.filter());
        definition.setAsyncSupported("true");
        setup.parameters().forEach(definition::addInitParameter);
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("shed");
        mapping.addURLPattern("/*");
        mapping.setDispatcher(DispatcherType.REQUEST.name());
        mapping.setDispatcher(DispatcherType.ASYNC.name());
        context.addFilterMap(mapping);
        if (setup.sessions() != null) {
            ((StandardContext) context).addApplicationLifecycleListener(setup.sessions());
            ((StandardContext) context).addApplicationEventListener(setup.sessions());
        }
        tomcat.start();
        if (!context.getState().isAvailable()) {
            tomcat.destroy();
            throw new IllegalStateException("the context did not start");
        }
        return new WebServer() {
            @Override
            public int port() {
                return tomcat.getConnector().getLocalPort();
            }

            @Override
            public void close() throws LifecycleException {
                tomcat.stop();
                tomcat.destroy();
            }
        };
    }

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("tomcat");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WebServer jetty(Setup setup) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(setup.executor());
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        ServerConnector connector =
                new ServerConnector(server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        ServletHolder servlets = new ServletHolder(setup.servlet());
        servlets.setAsyncSupported(true);
        context.addServlet(servlets, "/*");
        FilterHolder filters = new FilterHolder(setup.filter());
        filters.setAsyncSupported(true);
        filters.setInitParameters(setup.parameters());
        context.addFilter(filters, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        if (setup.sessions() != null) {
            context.addEventListener(setup.sessions());
        }
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            throw e;
        }
        return new WebServer() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void close() throws Exception {
                server.stop();
            }
        };
    }

    private static WebServer undertow(Setup setup) throws Exception {
        InstanceFactory<Filter> filters = new ImmediateInstanceFactory<>(setup.filter());
        FilterInfo shed = new FilterInfo("shed", setup.filter().getClass(), filters).setAsyncSupported(true);
        setup.parameters().forEach(shed::addInitParam);
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(WebServer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("test")
                .setExecutor(setup.executor())
                .addFilter(shed)
                .addFilterUrlMapping("shed", "/*", DispatcherType.REQUEST)
                .addFilterUrlMapping("shed", "/*", DispatcherType.ASYNC)
                .addServlet(Servlets.servlet(
                                "servlet", setup.servlet().getClass(), new ImmediateInstanceFactory<>(setup.servlet()))
                        .setAsyncSupported(true)
                        .addMapping("/*"));
        if (setup.sessions() != null) {
            deployment.addListener(
                    new ListenerInfo(SessionBound.class, new ImmediateInstanceFactory<>(setup.sessions())));
        }
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setHandler(manager.start())
                .build();
        undertow.start();
        return new WebServer() {
            @Override
            public int port() {
                return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
            }

            @Override
            public void close() throws Exception {
                undertow.stop();
                manager.stop();
                manager.undeploy();
            }
        };
    }
}
