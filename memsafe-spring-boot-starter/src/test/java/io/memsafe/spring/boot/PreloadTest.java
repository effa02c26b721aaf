package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Patience;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;

class PreloadTest {

    private static boolean wanted(int processors, Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return Preload.wanted(environment, processors);
    }

    private static Set<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("memsafe-"))
                .collect(Collectors.toSet());
    }

    @Test
    void applicationsFindItByThemselves() {
        List<?> listeners = SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationListener.class);
        assertThat(listeners).hasAtLeastOneElementOfType(Preload.class);
    }

    @Test
    void itIsLeftOutWhereItIsSwitchedOffOrWouldNotHelp() {
        assertThat(wanted(2, Map.of())).isTrue();
        assertThat(wanted(2, Map.of("memsafe.enabled", "true", "memsafe.preload", "maybe")))
                .isTrue();
        assertThat(wanted(1, Map.of())).isFalse();
        assertThat(wanted(2, Map.of("memsafe.preload", "false"))).isFalse();
        assertThat(wanted(2, Map.of("memsafe.enabled", "FALSE"))).isFalse();
    }

    @Test
    void nothingOfTheRehearsalStays() {
        Set<Thread> before = ownThreads();
        Preload.load();
        Patience.await()
                .untilAsserted(() ->
                        assertThat(ownThreads()).as("they end by themselves").isSubsetOf(before));
    }
}
