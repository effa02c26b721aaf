package io.memsafe.web;

import io.memsafe.admission.BudgetPriority;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Says how much a request matters, by more than its path.
 *
 * <p>It is asked for every request, on its thread, before anything else: it must be fast, and must not ask for
 * parameters, which can consume the body. Trust a header only where a proxy of yours sets it; else everybody who sends it
 * is critical.
 *
 * <p>Thread-safety: called by many threads at once.
 */
@FunctionalInterface
public interface RequestClassifier {

    /**
     * How much a request matters.
     *
     * @param request as the container gives it
     * @return its priority; {@code null} to leave it to its path
     */
    @Nullable
    BudgetPriority classify(HttpServletRequest request);
}
