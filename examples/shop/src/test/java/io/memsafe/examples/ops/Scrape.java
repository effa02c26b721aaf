package io.memsafe.examples.ops;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.Patience;
import io.memsafe.metrics.MemsafeMetrics;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.ShedMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program with a governor and a filter tells Prometheus: series with the values of their labels. */
final class Scrape {
    private static final Pattern LINE = Pattern.compile("^([a-zA-Z_:]\\w*)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final Map<String, Map<String, Set<String>>> series = new TreeMap<>();

    private Scrape(String text) {
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            Map<String, Set<String>> labels = series.computeIfAbsent(line.group(1), name -> new TreeMap<>());
            if (line.group(2) != null) {
                LABEL.matcher(line.group(2))
                        .results()
                        .forEach(label -> labels.computeIfAbsent(label.group(1), name -> new TreeSet<>())
                                .add(label.group(2)));
            }
        }
    }

    /** That of a program that runs long enough to have read all of its signals. */
    static Scrape real() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (MemoryGovernor governor = MemoryGovernor.start();
                MemoryShedFilter filter = MemoryShedFilter.with(governor).build();
                MemsafeMetrics metrics = new MemsafeMetrics(governor);
                ShedMetrics shed = new ShedMetrics(filter)) {
            metrics.bindTo(registry);
            shed.bindTo(registry);
            Patience.await().until(() -> {
                registry.scrape(); // new areas get their meters now
                return registry.scrape().contains("measure=\"oom-score\"");
            });
            return new Scrape(registry.scrape());
        }
    }

    Set<String> names() {
        return series.keySet();
    }

    /** Values of a label; none if the series does not have it. */
    Set<String> values(String name, String label) {
        return series.getOrDefault(name, Map.of()).getOrDefault(label, Set.of());
    }
}
