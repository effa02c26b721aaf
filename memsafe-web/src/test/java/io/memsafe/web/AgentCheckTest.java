package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.MemoryGovernor;
import io.memsafe.response.OrderlyStop;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentCheckTest {
    private final MemoryGovernor governor = MemoryGovernor.start();

    @AfterEach
    void close() {
        governor.close();
    }

    private static String ask(AgentCheck check) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", check.port())) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "0.5, 100", "0.725, 50", "0.94, 2", "0.95, 1", "1.2, 1"})
    void theWeightFollowsWhatIsLeft(double ratio, int percent) {
        assertThat(new String(AgentCheck.weight(ratio), StandardCharsets.US_ASCII))
                .isEqualTo("ready up " + percent + "%\n");
    }

    @Test
    void whoeverConnectsIsTold() throws IOException {
        try (AgentCheck check = AgentCheck.with(governor).start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(check)).isEqualTo("ready up 100%\n");
            }
        }
    }

    @Test
    void oneWhoSaysNothingAndStaysHoldsNobodyUp() throws IOException {
        try (AgentCheck check = AgentCheck.with(governor).start();
                Socket silent = new Socket("127.0.0.1", check.port())) {
            assertThat(ask(check)).isEqualTo("ready up 100%\n");
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void aServerThatStopsIsDrained() throws IOException {
        try (OrderlyStop stop = OrderlyStop.builder().build();
                AgentCheck check = AgentCheck.with(governor).stop(stop).start()) {
            assertThat(ask(check)).startsWith("ready");
            stop.begin("the test");
            assertThat(ask(check)).isEqualTo("drain\n");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (AgentCheck first = AgentCheck.with(governor).start()) {
            assertThatThrownBy(
                            () -> AgentCheck.with(governor).port(first.port()).start())
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen for agent checks on 127.0.0.1:" + first.port());
        }
    }

    @Test
    void wrongSettingsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentCheck.with(governor).port(65_536))
                .withMessage("the port must be 0 to 65535, but is 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentCheck.with(governor).address("no such host"))
                .withMessage("the address must be one of this machine, but is 'no such host'");
    }

    @Test
    void afterCloseNobodyIsTold() throws IOException {
        AgentCheck check = AgentCheck.with(governor).start();
        check.close();
        assertThatThrownBy(() -> ask(check)).isInstanceOf(IOException.class);
    }
}
