package io.memsafe.benchmarks.signals;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CooperateTest {
    private static final String NAME = "signals.g1.17.cooperate.cache.survived";
    private static final Ending ALIVE = ended(0, "@done 307 0");
    private static final Ending DEAD = ended(3, "@level CRITICAL");

    private static Ending ended(int exitCode, String... lines) {
        return Ending.of(
                new ForkedResult(exitCode, false, List.of(lines), "", Duration.ofMillis(12_500), -1, Duration.ZERO));
    }

    @Test
    void aChildTellsItsWorstLevelAndWhatItDid() {
        Ending ending = ended(0, "@level WARNING", "other", "@level CRITICAL", "@level NORMAL", "@done 52 7");

        assertThat(ending).isEqualTo(new Ending("end", PressureLevel.CRITICAL, 52, 7, 12.5));
        assertThat(ending.isSurvived()).isTrue();
        assertThat(ending.isDied()).isFalse();
    }

    @Test
    void anErrorAndTheKernelsKillAreDeaths() {
        assertThat(DEAD.end()).isEqualTo("error");
        assertThat(DEAD.worst()).isEqualTo(PressureLevel.CRITICAL);
        assertThat(ended(137).end()).isEqualTo("killed");
        assertThat(List.of(DEAD, ended(137))).allMatch(Ending::isDied).noneMatch(Ending::isSurvived);
    }

    @Test
    void whoDidNothingOrFailedOtherwiseHasNeitherSurvivedNorRunOutOfMemory() {
        Ending late = Ending.of(new ForkedResult(137, true, List.of(), "", Duration.ofSeconds(90), -1, Duration.ZERO));

        assertThat(late.end()).isEqualTo("timeout");
        assertThat(List.of(late, ended(0, "@done 0 99"), ended(1)))
                .noneMatch(Ending::isDied)
                .noneMatch(Ending::isSurvived);
    }

    @Test
    void everyRunMustSurvive() {
        assertThat(Cooperate.figure(NAME, new Trial(List.of(DEAD), List.of(ALIVE, ALIVE))))
                .isEqualTo(new Figure(NAME, "2/2", "2/2", true));
        assertThat(Cooperate.figure(NAME, new Trial(List.of(DEAD), List.of(ALIVE, DEAD))))
                .isEqualTo(new Figure(NAME, "1/2", "2/2", false));
    }

    @Test
    void survivalProvesNothingWhereTheControlRunLivesOrThereIsNone() {
        Figure nothing = new Figure(NAME, "1/1-proves-nothing", "1/1", false);

        assertThat(Cooperate.figure(NAME, new Trial(List.of(ALIVE), List.of(ALIVE))))
                .isEqualTo(nothing);
        assertThat(Cooperate.figure(NAME, new Trial(List.of(), List.of(ALIVE)))).isEqualTo(nothing);
    }

    @Test
    void theTableHasARowForEachCell() {
        Cell cell = new Cell(Jdk.running(), "g1", Collector.G1, List.of());
        Trial trial = new Trial(List.of(DEAD), List.of(ALIVE, DEAD, ALIVE));

        assertThat(Trial.table(Map.of(Cooperation.CACHE, Map.of(cell, trial))).rows())
                .containsExactly(List.of(
                        "cache: " + Cooperation.CACHE.story(),
                        cell.toString(),
                        "3",
                        "2",
                        "1",
                        "0",
                        "CRITICAL",
                        "307",
                        "0",
                        "12.5",
                        "error after 12.5 s"));
    }
}
