package io.memsafe.benchmarks.served;

import io.memsafe.benchmarks.web.child.Stage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what the servlet of the other servers answers. */
@RestController
class ServedController {
    private final Stage stage;

    ServedController(Stage stage) {
        this.stage = stage;
    }

    @GetMapping({"/light", "/health", "/heavy", "/churn", "/report"})
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        stage.application().service(request, response);
    }
}
