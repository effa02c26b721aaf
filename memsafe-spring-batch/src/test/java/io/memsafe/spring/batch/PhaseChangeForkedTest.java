package io.memsafe.spring.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import javax.sql.DataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The same job in the same small heap, in Spring's own step and in a governed one; the database is outside of that heap. */
@Execution(ExecutionMode.CONCURRENT)
class PhaseChangeForkedTest {
    @TempDir
    private Path folder;

    private BitSet stored(String step, String expected) throws Exception {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
                .start();
        try {
            String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./" + step;
            DataSource source = Batches.source(url, "");
            Batches.createTables(source);
            ForkedResult result = ForkedJvm.on(Jdk.running())
                    .collector(Collector.G1)
                    .heap("96m")
                    .ownClassPath()
                    .property("org.slf4j.simpleLogger.defaultLogLevel", "error")
                    .timeout(Duration.ofMinutes(2))
                    .main(PhaseChangeChild.class.getName(), step, url)
                    .run();
            System.out.println(
                    step + " in " + result.elapsed().toMillis() + " ms: " + String.join("\n", result.lines()));
            assertThat(result.lines()).as("%s", result).contains(expected);
            return new Batches(source).stored();
        } finally {
            server.stop();
        }
    }

    @Test
    void chunksOfAThousandDieInTheBurst() throws Exception {
        assertThat(stored("plain", OutOfMemoryError.class.getName()).cardinality())
                .isEqualTo(3_000);
    }

    @Test
    void aGovernedStepWritesEveryItem() throws Exception {
        BitSet all = new BitSet();
        all.set(0, PhaseChangeChild.ITEMS);
        assertThat(stored("governed", "COMPLETED 6000")).isEqualTo(all);
    }
}
