package io.memsafe.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobExecutionNotRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;

/** The exit codes of the example, and the ways to them that need no process of their own. */
class OrdersRunnerTest {
    private static final int ORDERS = 3_000;

    @TempDir
    private Path folder;

    private Database database;

    /** All of them small, since this JVM has a heap in which those of the generator fit that never should. */
    @BeforeEach
    void open() throws Exception {
        database = Database.open(Database.Kind.H2, folder);
        Files.write(
                folder.resolve("orders.txt"),
                IntStream.range(0, ORDERS)
                        .mapToObj(number -> OrderLine.of(number, "anna", "A-1 1 99\n"))
                        .toList());
    }

    private int run(String... arguments) {
        return SpringApplication.exit(SpringApplication.run(OrdersApplication.class, database.arguments(arguments)));
    }

    /** Asks the operator to stop the job while a chunk is written, as somebody in another process would. */
    static final class StopsInWrite implements BeanPostProcessor, BeanFactoryAware {
        private final AtomicInteger writes = new AtomicInteger();
        private BeanFactory beans;

        @Override
        public void setBeanFactory(BeanFactory factory) {
            beans = factory;
        }

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return Telling.aroundTable(bean, writer -> chunk -> {
                writer.write(chunk);
                if (writes.incrementAndGet() == 3) {
                    CompletableFuture.runAsync(this::stop).join();
                }
            });
        }

        private void stop() {
            beans.getBean(JobRepository.class)
                    .findRunningJobExecutions("orders")
                    .forEach(execution -> {
                        try {
                            beans.getBean(JobOperator.class).stop(execution);
                        } catch (JobExecutionNotRunningException e) {
                            throw new AssertionError(e);
                        }
                    });
        }
    }

    @Test
    void aJobThatTheOperatorStopsGoesOnWhereItStood() throws Exception {
        assertThat(run("--spring.main.sources=" + StopsInWrite.class.getName())).isEqualTo(OrdersRunner.STOPPED);
        assertThat(database.statuses()).isEqualTo(List.of("STOPPED"));
        assertThat(database.rows()).isEqualTo(database.writes().get(0)).isBetween(1, ORDERS - 1);
        assertThat(run()).isZero();
        assertThat(database.statuses()).isEqualTo(List.of("STOPPED", "COMPLETED"));
        assertThat(run()).as("it is loaded already").isZero();
        assertThat(database.statuses()).hasSize(2);
        assertThat(database.rows()).isEqualTo(ORDERS);
        assertThat(database.writes().get(0) + database.writes().get(1))
                .as("each by one of the two")
                .isEqualTo(ORDERS);
    }

    /** Leaves an execution behind as a process does that was killed. */
    static final class LeftBehind implements ApplicationRunner, Ordered {
        private final JobRepository repository;
        private final OrdersProperties orders;

        LeftBehind(JobRepository repository, OrdersProperties orders) {
            this.repository = repository;
            this.orders = orders;
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }

        @Override
        public void run(ApplicationArguments arguments) {
            JobParameters parameters = new JobParametersBuilder()
                    .addString("file", orders.file().toString())
                    .toJobParameters();
            repository.createJobExecution(
                    repository.createJobInstance("orders", parameters), parameters, new ExecutionContext());
        }
    }

    @Test
    void anExecutionThatMayBeAliveIsLeftAloneUntilSomebodySaysItIsDead() throws Exception {
        assertThat(run("--spring.main.sources=" + LeftBehind.class.getName())).isEqualTo(OrdersRunner.RUNS_ELSEWHERE);
        assertThat(database.rows()).isZero();
        assertThat(run("--orders.recover=true")).isZero();
        assertThat(database.rows()).isEqualTo(ORDERS);
    }
}
