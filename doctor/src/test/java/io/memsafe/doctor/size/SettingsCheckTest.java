package io.memsafe.doctor.size;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {
    private static final long MIB = 1 << 20;

    private static SettingsCheck check(String flags, long limitBytes) {
        return SettingsCheck.of(flags, JvmMachine.container(limitBytes), KnownUse.NONE);
    }

    @Test
    void aHeapThatLeavesTheRestTooLittleMustNotFit() {
        SettingsCheck check = check("-XX:MaxRAMPercentage=80", 2000 * MIB);
        assertThat(check.verdict()).isEqualTo(SettingsCheck.Verdict.DOES_NOT_FIT);
        assertThat(check.problems()).singleElement().asString().contains("are missing", "set -Xmx");
    }

    @Test
    void theHeapThatIsNamedInsteadMustFit() {
        String problem = check("-Xmx900m", 1000 * MIB).problems().get(0);
        String flag = problem.substring(problem.indexOf("-Xmx"), problem.length() - 1);
        assertThat(check(flag, 1000 * MIB).verdict()).isEqualTo(SettingsCheck.Verdict.FITS);
    }

    @Test
    void aMetaspaceBelowWhatClassesNeedMustNotFit() {
        JvmMachine nothing =
                new JvmMachine(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());
        SettingsCheck unknown = SettingsCheck.of("-XX:MaxMetaspaceSize=64m", nothing, KnownUse.NONE);
        assertThat(unknown.verdict()).isEqualTo(SettingsCheck.Verdict.DOES_NOT_FIT);
        assertThat(unknown.problems()).singleElement().asString().contains("MaxMetaspaceSize", "--classes");
        KnownUse few = KnownUse.NONE.with(UseFigure.CLASSES, new Amount(3_000, Origin.GIVEN, "by hand"));
        assertThat(SettingsCheck.of("-XX:MaxMetaspaceSize=64m", nothing, few).problems())
                .isEmpty();
    }

    @Test
    void whatIsNoJvmMustBeToldSo() {
        SettingsCheck check = check("-memory.allowedPercent=60; MemoryMax=infinity", 8L << 30);
        assertThat(check.verdict()).isEqualTo(SettingsCheck.Verdict.NOTHING_TO_JUDGE);
        assertThat(check.notes()).singleElement().asString().contains("no JVM");
    }

    @Test
    void aJvmWithoutFlagsMustBeJudgedByItsDefaults() {
        assertThat(check("", 2L << 30).verdict()).isEqualTo(SettingsCheck.Verdict.FITS);
        assertThat(check("java -jar app.jar", 2L << 30).verdict()).isEqualTo(SettingsCheck.Verdict.FITS);
        assertThat(check("", 128 * MIB).verdict()).isEqualTo(SettingsCheck.Verdict.DOES_NOT_FIT);
    }

    @Test
    void aPercentageThatDoesNotRuleMustBeSaid() {
        assertThat(check("-XX:MaxRAMPercentage=80", 200 * MIB).notes())
                .anyMatch(note -> note.contains("MaxRAMPercentage does not rule here"));
    }

    @Test
    void aLiveSetAsLargeAsTheHeapMustNotFit() {
        KnownUse use = KnownUse.NONE.with(UseFigure.LIVE, new Amount(500 * MIB, Origin.MEASURED, "log"));
        assertThat(SettingsCheck.of("-Xmx512m", JvmMachine.container(4L << 30), use)
                        .problems())
                .singleElement()
                .asString()
                .contains("live set");
    }
}
