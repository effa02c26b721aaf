package io.memsafe.benchmarks.web.child;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Filters that let a request through or refuse it. They need no library. */
public final class Gates {
    /** The header in which the oracle is told. */
    public static final String BYTES_HEADER = "X-Kilobytes";

    private Gates() {}

    /** Lets a request through, or says that it is refused. */
    @FunctionalInterface
    interface Gate {
        boolean pass(HttpServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException;
    }

    static Filter shedding(Gate gate) {
        return new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                if (!gate.pass((HttpServletRequest) request, response, chain)) {
                    HttpServletResponse answer = (HttpServletResponse) response;
                    answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                    answer.setHeader("Retry-After", "1");
                    answer.setContentLength(0);
                    answer.flushBuffer();
                }
            }
        };
    }

    /**
     * Is told the bytes of each request and gives out half of the heap.
     *
     * @param usableKilobytes what the heap can hold
     * @return a filter
     */
    public static Filter oracle(long usableKilobytes) {
        AtomicLong held = new AtomicLong();
        long most = usableKilobytes / 2;
        return shedding((request, response, chain) -> {
            String told = request.getHeader(BYTES_HEADER);
            long kilobytes = told == null ? 0 : Long.parseLong(told);
            if (held.addAndGet(kilobytes) > most && kilobytes > 0) {
                held.addAndGet(-kilobytes);
                return false;
            }
            try {
                chain.doFilter(request, response);
            } finally {
                held.addAndGet(-kilobytes);
            }
            return true;
        });
    }
}
