package io.memsafe.doctor.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Machines of several kinds. */
final class Descriptions {
    static final String SMALL_LAMP = """
            machine: {name: vps, memory: 2GiB, cores: 1, swap: 1GiB, guard: systemd-oomd}
            apache: {body: 16MiB}
            php-fpm: {child-memory: 64MiB, opcache: 48MiB}
            mariadb: {connections: 20, session-memory: 4MiB}
            """;
    static final String PREFORK = """
            machine: {memory: 4GiB, cores: 2, guard: none}
            apache: {mpm: prefork, child-memory: 128MiB, weight: 3}
            mysql: {connections: 30}
            """;
    static final String JVM_HOST = """
            machine:
              name: app1
              memory: 16GiB
              cores: 4
              guard: earlyoom
            nginx:
              requests: 1000
              gzip: true
            postgresql:
              connections: 80
              weight: 2
            jvms:
              - name: orders
                importance: must-live
              - name: reports
                memory: 2GiB
                collector: z
                importance: first-to-go
            """;
    static final String KUBERNETES = """
            machine: {name: node, memory: 8GiB, cores: 4}
            kubernetes: {namespace: shop, nodes: 3}
            containers:
              - name: web
                image: registry.example.com/web:1.0
                memory: 1GiB
                cpu: 0.5
                replicas: 2
                most-replicas: 8
                port: 8080
                jvm: {threads: 40}
              - name: cache
                image: registry.example.com/cache
                memory: 512MiB
            """;
    static final String POSTGRES = """
            machine: {memory: 1GiB, cores: 1, swap: 512MiB}
            postgresql: {connections: 10}
            """;
    static final List<String> ALL = List.of(SMALL_LAMP, PREFORK, JVM_HOST, KUBERNETES, POSTGRES);

    private Descriptions() {}

    static Machine read(String text) throws SpecException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    static Machine read(byte[] text) throws SpecException {
        try {
            return MachineReader.read("m.yaml", new ByteArrayInputStream(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MemoryPlan plan(String text) {
        try {
            return MemoryPlan.of(read(text));
        } catch (SpecException e) {
            throw new AssertionError(e);
        }
    }
}
