package io.memsafe.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.benchmarks.jmh.JmhLab.Part;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class HotPathsTest {
    private static final List<HotPath> ALL =
            Arrays.stream(Part.values()).flatMap(part -> part.paths().stream()).toList();

    @Test
    void everyBenchmarkMustBeMeasuredAndEveryNameMustBeOne() {
        Set<String> written = new TreeSet<>();
        ALL.stream().map(HotPath::type).distinct().forEach(type -> {
            for (Method method : type.getMethods()) {
                if (method.isAnnotationPresent(Benchmark.class)) {
                    written.add(type.getSimpleName() + "." + method.getName());
                }
            }
        });
        Set<String> measured = ALL.stream()
                .flatMap(path ->
                        path.methods().stream().map(method -> path.type().getSimpleName() + "." + method))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(measured).isEqualTo(written);
    }

    /** Runs are found again by these names, also those that were committed. */
    @Test
    void noTwoBenchmarksMayHaveOneName() {
        assertThat(ALL.stream().flatMap(path -> path.methods().stream())).doesNotHaveDuplicates();
    }

    @Test
    void whatAllAreComparedWithMustBeAPeer() {
        assertThat(ALL).allSatisfy(path -> assertThat(path.peers()).contains(path.one()));
    }
}
