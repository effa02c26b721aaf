package io.memsafe.benchmarks.web.child;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;

/**
 * What is served: {@code /light}, {@code /health}, and heavy requests, which hold some memory for a while.
 *
 * <p>{@code /heavy?kb=..&ms=..} says how much and how long; {@code /report?seed=..} does not, for what it needs follows from
 * the seed in a way that nobody can guess; {@code /churn?kb=..&ms=..} allocates five times what it holds.
 */
public final class Application extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int CHUNK = 16 << 10;
    private static final int CHURN = 5;
    private static final byte[] LIGHT = "x".repeat(200).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

    private final double meanKilobytes;

    Application(double meanKilobytes) {
        this.meanKilobytes = meanKilobytes;
    }

    /**
     * Answers.
     *
     * @param request to one of the paths
     * @param response gets the answer, or 404
     * @throws IOException if the answer cannot be sent
     */
    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        byte[] answer = switch (path) {
            case "/light" -> LIGHT;
            case "/health" -> OK;
            case "/heavy" -> hold(asked(request), 1);
            case "/churn" -> hold(asked(request), CHURN);
            case "/report" -> hold(Request.of(Long.parseLong(request.getParameter("seed")), meanKilobytes), 1);
            default -> null;
        };
        if (answer == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }

    private static Request asked(HttpServletRequest request) {
        return new Request(Integer.parseInt(request.getParameter("kb")), Integer.parseInt(request.getParameter("ms")));
    }

    private static byte[] hold(Request request, int times) throws IOException {
        byte[][] held = new byte[(int) ((request.kilobytes() * 1024L + CHUNK - 1) / CHUNK)][];
        for (int round = 0; round < times; round++) {
            for (int i = 0; i < held.length; i++) {
                held[i] = new byte[CHUNK];
                held[i][i % CHUNK] = 1;
            }
        }
        int sum = 0;
        try {
            Thread.sleep(request.millis());
            for (byte[] chunk : held) {
                sum += chunk[0] + chunk[CHUNK - 1];
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            Reference.reachabilityFence(held);
        }
        return ("done " + sum).getBytes(StandardCharsets.US_ASCII);
    }
}
