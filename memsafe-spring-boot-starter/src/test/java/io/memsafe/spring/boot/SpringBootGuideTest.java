package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.GuideSnippets;
import io.memsafe.response.Reclaimer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** The programs in the guide compile, run, and stand there as they stand here; so do the properties. */
class SpringBootGuideTest {
    private final GuideSnippets page = new GuideSnippets("spring-boot.md", SpringBootGuideTest.class);
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MemsafeAutoConfiguration.class, MemsafeBatchAutoConfiguration.class, BatchAutoConfiguration.class));

    interface ThumbnailStore {
        long dropUnused();
    }

    @Configuration(proxyBeanMethods = false)
    static class ShopConfiguration {
        @Bean
        ThumbnailStore store() {
            return () -> 0;
        }

        // begin beans
        @Bean
        Reclaimer thumbnails(ThumbnailStore store) {
            return demand -> store.dropUnused(); // bytes that can be collected now
        }

        @Bean
        MemoryGovernorCustomizer governorOfTheShop() {
            return builder -> builder.hysteresis(0.03, Duration.ofSeconds(1));
        }
        // end beans
    }

    @Test
    void beansAreRegistered() throws Exception {
        runner.withUserConfiguration(ShopConfiguration.class)
                .run(context ->
                        assertThat(context).hasSingleBean(MemoryGovernor.class).hasSingleBean(Reclaimer.class));
        page.assertStandsInPage("beans");
    }

    @Configuration(proxyBeanMethods = false)
    static class JobConfiguration {
        static final List<Integer> WRITTEN = new ArrayList<>();

        @Bean
        PlatformTransactionManager transactions() {
            return new ResourcelessTransactionManager();
        }

        @Bean
        ItemReader<String> lines() {
            return new ListItemReader<>(List.of("a", "bb", "ccc"));
        }

        @Bean
        ItemWriter<Integer> lengths() {
            return chunk -> WRITTEN.addAll(chunk.getItems());
        }

        // begin steps
        @Bean
        Job load(GovernedSteps steps, JobRepository repository, ItemReader<String> lines, ItemWriter<Integer> lengths) {
            Step step = steps.<String, Integer>step("load")
                    .reader(lines)
                    .processor(String::length)
                    .writer(lengths)
                    .build();
            return new JobBuilder("load", repository).start(step).build();
        }
        // end steps
    }

    @Test
    void aGovernedStepRuns() throws Exception {
        runner.withUserConfiguration(JobConfiguration.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(JobOperator.class)
                            .start(context.getBean(Job.class), new JobParameters())
                            .getStatus())
                    .isEqualTo(BatchStatus.COMPLETED);
            assertThat(JobConfiguration.WRITTEN).containsExactly(1, 2, 3);
        });
        page.assertStandsInPage("steps");
    }

    /** The names that an editor knows are those of the guide, with the same defaults. */
    @Test
    void everyPropertyStandsInTheGuide() throws Exception {
        Set<String> known = new TreeSet<>();
        String metadata = Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json"));
        String properties =
                metadata.substring(metadata.indexOf("\"properties\"")).replace("\\/", "/");
        Matcher property = Pattern.compile("\\{[^{}]*\"name\": \"(memsafe\\.[^\"]+)\"[^{}]*}")
                .matcher(properties);
        while (property.find()) {
            Matcher value = Pattern.compile("\"defaultValue\": \"?([^\",\\n]+)").matcher(property.group());
            known.add(property.group(1) + " = "
                    + (value.find() && !value.group(1).startsWith("[") ? value.group(1) : ""));
            assertThat(property.group()).as("what an editor shows").contains("\"description\": \"");
        }
        Set<String> written = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| `(memsafe\\.[^`]+)` \\|(?: `([^`]*)`)? +\\|")
                .matcher(Files.readString(Path.of("../docs/guide/spring-boot.md")));
        while (row.find()) {
            written.add(row.group(1) + " = " + (row.group(2) == null ? "" : row.group(2)));
        }
        assertThat(written).hasSizeGreaterThan(40).isEqualTo(known);
    }
}
