package io.memsafe.spring.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Spring Batch as a program has it: a job repository in a database, and one table for what is written. */
final class Batches {
    final DataSource source;
    final JdbcTransactionManager transactions;
    final JobRepository repository;
    private final MapJobRegistry registry = new MapJobRegistry();

    Batches(DataSource source) throws Exception {
        this.source = source;
        this.transactions = new JdbcTransactionManager(source);
        JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
        factory.setDataSource(source);
        factory.setTransactionManager(transactions);
        factory.afterPropertiesSet();
        this.repository = factory.getObject();
    }

    /** In a database that has the tables already. */
    static DataSource source(String url, String user) {
        return url.startsWith("jdbc:h2:")
                ? JdbcConnectionPool.create(url, user, "")
                : new DriverManagerDataSource(url, user, "");
    }

    static void createTables(DataSource source) throws SQLException {
        String product;
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            product = connection.getMetaData().getDatabaseProductName().startsWith("H2") ? "h2" : "postgresql";
            statement.execute("create table item (id int)"); // without a key: an item can be there twice
        }
        new ResourceDatabasePopulator(
                        new ClassPathResource("org/springframework/batch/core/schema-" + product + ".sql"))
                .execute(source);
    }

    /** A reader of the numbers from 0 on, in a file of that folder. */
    static FlatFileItemReaderBuilder<Integer> numbers(Path folder, int count) throws IOException {
        Path file = folder.resolve("numbers.txt");
        Files.write(file, IntStream.range(0, count).mapToObj(String::valueOf).toList());
        return new FlatFileItemReaderBuilder<Integer>()
                .name("numbers")
                .resource(new FileSystemResource(file))
                .lineMapper((line, number) -> Integer.valueOf(line));
    }

    /** The items that are there; fails if one is there twice. */
    BitSet stored() throws SQLException {
        BitSet stored = new BitSet();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id from item")) {
            while (row.next()) {
                if (stored.get(row.getInt(1))) {
                    throw new AssertionError("item " + row.getInt(1) + " is there twice");
                }
                stored.set(row.getInt(1));
            }
        }
        return stored;
    }

    JdbcBatchItemWriter<Integer> writer() {
        JdbcBatchItemWriter<Integer> writer = new JdbcBatchItemWriterBuilder<Integer>()
                .dataSource(source)
                .sql("insert into item values (?)")
                .itemPreparedStatementSetter((item, statement) -> statement.setInt(1, item))
                .build();
        writer.afterPropertiesSet();
        return writer;
    }

    JobOperator operator(TaskExecutor executor) throws Exception {
        TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
        operator.setJobRepository(repository);
        operator.setJobRegistry(registry);
        operator.setTaskExecutor(executor);
        operator.afterPropertiesSet();
        return operator;
    }

    Job job(Step step) {
        return new JobBuilder("job", repository).start(step).build();
    }

    /** Runs a job to its end, from where the execution before it stood. */
    StepExecution run(Step step) throws Exception {
        return run(step, new JobParameters());
    }

    StepExecution run(Step step, JobParameters parameters) throws Exception {
        JobExecution execution = operator(new SyncTaskExecutor()).start(job(step), parameters);
        return only(execution);
    }

    JobExecution start(Step step) throws Exception {
        Job job = job(step);
        registry.register(job);
        return operator(new SimpleAsyncTaskExecutor()).start(job, new JobParameters());
    }

    void stop(JobExecution execution) throws Exception {
        operator(new SyncTaskExecutor()).stop(execution);
    }

    /** After a kill: the execution that still counts as running is given up, as an operator of the job would do. */
    void recover() throws Exception {
        JobInstance instance = repository.getLastJobInstance("job");
        JobExecution last = instance == null ? null : repository.getLastJobExecution(instance);
        if (last != null && last.isRunning()) {
            operator(new SyncTaskExecutor()).recover(last);
        }
    }

    static StepExecution only(JobExecution execution) {
        return execution.getStepExecutions().iterator().next();
    }
}
