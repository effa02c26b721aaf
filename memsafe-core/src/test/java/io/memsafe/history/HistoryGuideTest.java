package io.memsafe.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.GuideSnippets;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the guide compile, run, and stand there as they stand here. */
class HistoryGuideTest {
    private final GuideSnippets snippets = new GuideSnippets("observability.md", HistoryGuideTest.class);

    @TempDir
    private Path folder;

    @Test
    void aGovernorKeepsItsHistory() throws IOException {
        Path file = folder.resolve("memory.history");
        // begin history
        MemoryGovernor governor = MemoryGovernor.builder().history(file).start();
        // end history
        governor.close();
        assertThat(file).exists();
        snippets.assertStandsInPage("history");
    }

    @Test
    void theGreatestLiveSetIsFoundAgain() throws IOException {
        Path file = folder.resolve("memory.history");
        MemoryGovernor.builder().history(file).start().close();
        // begin read
        try (HistoryReader history = HistoryReader.open(file)) {
            double most = history.entries()
                    .mapToDouble(entry -> entry.figure(HistoryFigure.LIVE).max())
                    .max()
                    .orElse(0);
            System.out.println(most);
        }
        // end read
        snippets.assertStandsInPage("read");
    }
}
