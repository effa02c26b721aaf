package io.memsafe.examples.orders;

import io.memsafe.fork.Patience;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.springframework.batch.core.scope.context.StepContext;
import org.springframework.batch.core.scope.context.StepSynchronizationManager;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Lets the program say when it writes, so that a parent can end it there; added by {@code --spring.main.sources}. With the
 * system property {@code telling.hold} one write waits until the step is asked to stop. Thread-safety: safe.
 */
final class Telling implements BeanPostProcessor {
    static final String HOLD = "telling.hold";
    static final String HOLDING = "holding";

    private final AtomicInteger writes = new AtomicInteger();

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return aroundTable(bean, writer -> chunk -> {
            System.out.println("writing");
            writer.write(chunk);
            System.out.println("written");
            if (writes.incrementAndGet() == Integer.getInteger(HOLD, 0)) {
                hold();
            }
        });
    }

    /** Puts something around the writer of the table; leaves any other bean as it is. */
    @SuppressWarnings("unchecked")
    static Object aroundTable(Object bean, UnaryOperator<ItemWriter<Order>> around) {
        return bean instanceof JdbcBatchItemWriter<?> ? around.apply((ItemWriter<Order>) bean) : bean;
    }

    private static void hold() {
        System.out.println(HOLDING);
        StepContext context = StepSynchronizationManager.getContext();
        Patience.await().until(() -> context.getStepExecution().isTerminateOnly());
    }
}
