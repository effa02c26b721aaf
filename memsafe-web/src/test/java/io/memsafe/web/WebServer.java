package io.memsafe.web;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.InstanceFactory;
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
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real server with one filter in front of one servlet for everything, on a port of its own. */
interface WebServer extends AutoCloseable {

    int port();

    @Override
    void close() throws Exception;

    /** The servers that programs use. */
    enum Kind {
        TOMCAT {
            @Override
            WebServer start(Filter filter, Map<String, String> parameters, HttpServlet servlet)
                    throws LifecycleException {
                return tomcat(filter, parameters, servlet);
            }
        },
        JETTY {
            @Override
            WebServer start(Filter filter, Map<String, String> parameters, HttpServlet servlet) throws Exception {
                return jetty(filter, parameters, servlet);
            }
        },
        UNDERTOW {
            @Override
            WebServer start(Filter filter, Map<String, String> parameters, HttpServlet servlet) throws Exception {
                return undertow(filter, parameters, servlet);
            }
        };

        WebServer start(Filter filter, HttpServlet servlet) throws Exception {
            return start(filter, Map.of(), servlet);
        }

        abstract WebServer start(Filter filter, Map<String, String> parameters, HttpServlet servlet) throws Exception;
    }

    private static WebServer tomcat(Filter filter, Map<String, String> parameters, HttpServlet servlet)
            throws LifecycleException {
        Logger.getLogger("org.apache").setLevel(Level.OFF);
        Tomcat tomcat = new Tomcat();
        Path folder = temporaryFolder();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder.toString());
        Wrapper wrapper = Tomcat.addServlet(context, "servlet", servlet);
        wrapper.addMapping("/*");
        wrapper.setAsyncSupported(true);
        FilterDef definition = new FilterDef();
        definition.setFilterName("shed");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        parameters.forEach(definition::addInitParameter);
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("shed");
        mapping.addURLPattern("/*");
        mapping.setDispatcher(DispatcherType.REQUEST.name());
        mapping.setDispatcher(DispatcherType.ASYNC.name());
        context.addFilterMap(mapping);
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

    private static WebServer jetty(Filter filter, Map<String, String> parameters, HttpServlet servlet)
            throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder servlets = new ServletHolder(servlet);
        servlets.setAsyncSupported(true);
        context.addServlet(servlets, "/*");
        FilterHolder filters = new FilterHolder(filter);
        filters.setAsyncSupported(true);
        filters.setInitParameters(parameters);
        context.addFilter(filters, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
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

    private static WebServer undertow(Filter filter, Map<String, String> parameters, HttpServlet servlet)
            throws Exception {
        InstanceFactory<Filter> filters = new ImmediateInstanceFactory<>(filter);
        FilterInfo shed = new FilterInfo("shed", filter.getClass(), filters).setAsyncSupported(true);
        parameters.forEach(shed::addInitParam);
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(WebServer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("test")
                .addFilter(shed)
                .addFilterUrlMapping("shed", "/*", DispatcherType.REQUEST)
                .addFilterUrlMapping("shed", "/*", DispatcherType.ASYNC)
                .addServlet(Servlets.servlet("servlet", servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
                        .setAsyncSupported(true)
                        .addMapping("/*"));
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
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
