package io.memsafe.examples.orders;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set. Thread-safety: immutable.
 *
 * @param folder for the orders, the database and what is set aside
 * @param count how many orders are made if there is no file of them yet
 * @param recover whether an execution that still counts as running is dead
 * @param governed whether the step is memsafe's; else one of Spring, in chunks of 1,000
 */
@ConfigurationProperties("orders")
record OrdersProperties(
        @DefaultValue("orders") Path folder,
        @DefaultValue("10000") long count,
        @DefaultValue("false") boolean recover,
        @DefaultValue("true") boolean governed) {

    Path file() {
        return folder.resolve("orders.txt").toAbsolutePath();
    }

    /** Of one instance of the job, so that a restart finds the same file again. */
    Path setAside(long instance) {
        return folder.resolve("set-aside-" + instance + ".jsonl");
    }
}
