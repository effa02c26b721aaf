package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** A property that is wrong stops the start, and is named with its value and what would be right. */
class PropertiesTest {
    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MemsafeAutoConfiguration.class,
                    MemsafeReclaimAutoConfiguration.class,
                    MemsafeWebAutoConfiguration.class));

    @ParameterizedTest
    @CsvSource({
        "memsafe.level.warning, 1.5, above 0 and below 1",
        "memsafe.level.critical, 0.8, 'above memsafe.level.warning, which is 0.85'",
        "memsafe.level.emergency, 0.9, 'above critical, which is 0.95'",
        "memsafe.interval, 11s, 1 ms to 10 s",
        "memsafe.budget-share, 0, above 0",
        "memsafe.responses.recovery-step, 1ms, 10 ms",
        "memsafe.responses.executors, nobody, there is no bean of type ThreadPoolTaskExecutor",
        "memsafe.stop.patience, -1s, 0 to 1 h",
        "memsafe.stop.grace, 2h, 0 to 1 h",
        "memsafe.availability.refuse-at, NORMAL, 'WARNING, CRITICAL or EMERGENCY'",
        "memsafe.web.exempt, health, /prefix/*",
        "memsafe.web.critical, pay, /prefix/*",
        "memsafe.web.sheddable, a*b, /prefix/*",
        "memsafe.web.retry-after-least, 0, 1 or more",
        "memsafe.web.retry-after-most, 4000, 3600",
        "memsafe.web.most-body-size, -1B, 0 or more",
        "memsafe.web.client-share, 2, at most 1",
        "memsafe.web.most-waiting, -1, 0 or more",
        "memsafe.web.longest-wait, 2m, PT1M",
        "memsafe.web.deadline, 0s, more than 0",
        "memsafe.web.session-share, 0, more than 0",
    })
    void isNamed(String property, String value, String right) {
        runner.withPropertyValues(property + "=" + value)
                .run(context -> assertThat(rootOf(context.getStartupFailure()))
                        .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                            assertThat(failure.getName()).isEqualTo(property);
                            assertThat(failure.getReason()).contains(right);
                        }));
    }

    private static Throwable rootOf(Throwable failure) {
        return failure.getCause() == null ? failure : rootOf(failure.getCause());
    }

    @ParameterizedTest
    @CsvSource({
        "memsafe.interval, soon",
        "memsafe.web.most-body-size, much",
        "memsafe.web.default-priority, HIGH",
        "memsafe.availability.refuse-at, FULL",
        "memsafe.level.warning, often",
    })
    void whatIsNoValueIsNamedBySpring(String property, String value) {
        runner.withPropertyValues(property + "=" + value)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining(property)
                        .hasStackTraceContaining(value));
    }

    @Test
    void thePersonWhoStartsItReadsWhatToDo() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            SpringApplication application = new SpringApplication(Shop.class);
            application.setDefaultProperties(Map.of("server.port", "0"));
            assertThatThrownBy(() -> application.run("--memsafe.level.warning=85"))
                    .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class);
        } finally {
            System.setOut(before);
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("APPLICATION FAILED TO START")
                .contains("Invalid value '85' for configuration property 'memsafe.level.warning'")
                .contains("it must be above 0 and below 1");
    }
}
