package io.memsafe.examples.orders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.stereotype.Component;

/**
 * Runs the job for the file, from where the run before it stood, and keeps the exit code: 0 when the job is complete, 3
 * when it was stopped, 4 when it failed, 5 when another run of it may still be alive. Thread-safety: one run at a time.
 */
@Component
class OrdersRunner implements ApplicationRunner, ExitCodeGenerator {
    static final int STOPPED = 3;
    static final int FAILED = 4;
    static final int RUNS_ELSEWHERE = 5;
    private static final Logger LOG = LoggerFactory.getLogger(OrdersRunner.class);

    private final OrdersProperties orders;
    private final JobRepository repository;
    private final JobOperator operator;
    private final Job job;
    private volatile int exitCode;

    OrdersRunner(OrdersProperties orders, JobRepository repository, JobOperator operator, Job job) {
        this.orders = orders;
        this.repository = repository;
        this.operator = operator;
        this.job = job;
    }

    @Override
    public void run(ApplicationArguments arguments) throws Exception {
        makeFile();
        JobParameters parameters = new JobParametersBuilder()
                .addString("file", orders.file().toString())
                .toJobParameters();
        JobExecution last = repository.getLastJobExecution(job.getName(), parameters);
        if (last != null && last.getStatus() == BatchStatus.COMPLETED) {
            LOG.info("{} is loaded already", orders.file());
            return;
        }
        if (last != null && last.isRunning()) {
            if (!orders.recover()) {
                LOG.error(
                        "execution {} of the job counts as running. If its process is dead, start with"
                                + " --orders.recover=true",
                        last.getId());
                exitCode = RUNS_ELSEWHERE;
                return;
            }
            operator.recover(last);
        }
        tell(operator.start(job, parameters));
    }

    private void makeFile() throws IOException {
        if (!Files.exists(orders.file())) {
            LOG.info("makes {} orders in {}", orders.count(), orders.file());
            Files.createDirectories(orders.folder());
            OrderFile.generate(orders.file(), orders.count());
        }
    }

    private void tell(JobExecution execution) {
        for (StepExecution step : execution.getStepExecutions()) {
            LOG.info("{} {}", step.getStatus(), step.getExitStatus().getExitDescription());
        }
        Path setAside = orders.setAside(execution.getJobInstanceId());
        if (Files.exists(setAside)) {
            LOG.info("what was set aside is listed in {}", setAside);
        }
        exitCode = switch (execution.getStatus()) {
            case COMPLETED -> 0;
            case STOPPED -> STOPPED;
            default -> FAILED;
        };
    }

    @Override
    public int getExitCode() {
        return exitCode;
    }
}
