package io.memsafe.examples.orders;

import io.memsafe.batch.Quarantine;
import io.memsafe.spring.boot.GovernedSteps;
import javax.sql.DataSource;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.FileSystemResource;
import org.springframework.transaction.PlatformTransactionManager;

/** The job: lines of a file become rows of a table. Thread-safety: immutable. */
@Configuration(proxyBeanMethods = false)
class OrdersJob {
    private static final int MOST_MALFORMED = 1_000_000;
    private static final int CHUNK = 1_000;

    // begin orders
    @Bean
    @StepScope
    FlatFileItemReader<String> lines(@Value("#{jobParameters['file']}") String file) {
        return new FlatFileItemReaderBuilder<String>()
                .name("lines")
                .resource(new FileSystemResource(file))
                .lineMapper((line, number) -> line)
                .build();
    }

    @Bean
    Step governed(
            GovernedSteps steps, OrdersProperties orders, FlatFileItemReader<String> lines, ItemWriter<Order> table) {
        return steps.<String, Order>step("load")
                .reader(lines)
                .processor(OrderLine::parse)
                .writer(table)
                .workers(2)
                .skip(MalformedOrderException.class, MOST_MALFORMED)
                .itemKey(OrderLine::key)
                .quarantine(execution -> Quarantine.file(
                        orders.setAside(execution.getJobExecution().getJobInstanceId())))
                .build();
    }

    @Bean
    Job load(JobRepository repository, Step step, RunningExecution running) {
        return new JobBuilder("orders", repository)
                .listener(running)
                .start(step)
                .build();
    }
    // end orders

    @Bean
    ItemWriter<Order> table(DataSource database) {
        return new JdbcBatchItemWriterBuilder<Order>()
                .dataSource(database)
                .sql("insert into orders (number, customer, positions, cents) values (?, ?, ?, ?)")
                .itemPreparedStatementSetter((order, statement) -> {
                    statement.setLong(1, order.number());
                    statement.setString(2, order.customer());
                    statement.setInt(3, order.positions().size());
                    statement.setLong(4, order.cents());
                })
                .build();
    }

    /** Instead of the governed one: Spring's own step, which holds a thousand orders however large they are. */
    @Bean
    @Primary
    @ConditionalOnProperty(name = "orders.governed", havingValue = "false")
    Step plain(
            JobRepository repository,
            PlatformTransactionManager transactions,
            FlatFileItemReader<String> lines,
            ItemWriter<Order> table) {
        return new StepBuilder("load", repository)
                .<String, Order>chunk(CHUNK)
                .transactionManager(transactions)
                .reader(lines)
                .processor(OrderLine::parse)
                .writer(table)
                .faultTolerant()
                .skip(MalformedOrderException.class)
                .skipLimit(MOST_MALFORMED)
                .build();
    }
}
