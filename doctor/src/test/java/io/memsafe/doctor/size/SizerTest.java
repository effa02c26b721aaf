package io.memsafe.doctor.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.JvmSettings;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.MemoryPart;
import io.memsafe.doctor.jvm.NeedLine;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SizerTest {
    private static final long MIB = 1 << 20;
    private static final KnownUse USE = KnownUse.NONE
            .with(UseFigure.LIVE, given(180 * MIB))
            .with(UseFigure.ALLOCATION, given(50 * MIB))
            .with(UseFigure.THREADS, given(200))
            .with(UseFigure.CLASSES, given(12_000))
            .with(UseFigure.DIRECT, given(64 * MIB));

    private static Amount given(long value) {
        return new Amount(value, Origin.GIVEN, "by hand");
    }

    private static SizeQuestion question(GarbageCollector collector, long containerBytes) {
        return new SizeQuestion(
                USE,
                Optional.of(collector),
                new JvmMachine(
                        OptionalInt.of(17),
                        containerBytes == 0 ? OptionalLong.empty() : OptionalLong.of(containerBytes),
                        OptionalLong.empty(),
                        OptionalDouble.of(2)),
                OptionalLong.empty());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERIAL", "PARALLEL", "G1", "ZGC", "SHENANDOAH"})
    void theLimitMustHoldTheBoundOfEveryPart(GarbageCollector collector) {
        SizePlan plan = Sizer.plan(question(collector, 0));
        assertThat(plan.need().lines()).extracting(NeedLine::part).containsExactlyInAnyOrder(MemoryPart.values());
        assertThat(plan.limitBytes())
                .isGreaterThanOrEqualTo(plan.need().lines().stream()
                        .mapToLong(NeedLine::mostBytes)
                        .sum());
        assertThat(plan.need().lines()).allMatch(line -> line.mostBytes() >= line.bytes());
        assertThat(plan.need().line(MemoryPart.HEAP).bytes()).isGreaterThanOrEqualTo(180 * MIB * 3 / 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERIAL", "PARALLEL", "G1", "ZGC", "SHENANDOAH"})
    void whatIsNamedMustBeJudgedToFit(GarbageCollector collector) {
        SizePlan plan = Sizer.plan(question(collector, 0));
        SettingsCheck check =
                SettingsCheck.of(JvmSettings.of(plan.flags()), JvmMachine.container(plan.limitBytes()), USE);
        assertThat(check.verdict()).as("%s", check).isEqualTo(SettingsCheck.Verdict.FITS);
        assertThat(check.need().bytes()).isLessThanOrEqualTo(plan.limitBytes());
    }

    @Test
    void whatDoesNotFitMustBeRefusedWithWhatIsMissing() {
        SizePlan plan = Sizer.plan(question(GarbageCollector.G1, 512 * MIB));
        assertThat(plan.fits()).isFalse();
        assertThat(plan.missingBytes()).isEqualTo(plan.limitBytes() - 512 * MIB);
        assertThat(plan.remedies()).hasSizeGreaterThan(1).anyMatch(remedy -> remedy.startsWith("Lower the live set"));
    }

    @Test
    void aRemedyMustDo() {
        SizeQuestion question = question(GarbageCollector.G1, 512 * MIB);
        assertThat(Sizer.plan(question.with(USE.replaced(UseFigure.LIVE, given(80 * MIB))))
                        .fits())
                .isTrue();
        assertThat(Sizer.plan(question).remedies()).anyMatch(remedy -> remedy.contains("to 80 MiB"));
    }

    @Test
    void whatFitsExactlyMustFit() {
        long limit = Sizer.plan(question(GarbageCollector.SERIAL, 0)).limitBytes();
        assertThat(Sizer.plan(question(GarbageCollector.SERIAL, limit)).fits()).isTrue();
        assertThat(Sizer.plan(question(GarbageCollector.SERIAL, limit - 17 * MIB))
                        .fits())
                .isFalse();
    }

    @Test
    void moreAllocationMustNeverNeedLess() {
        for (GarbageCollector collector : new GarbageCollector[] {GarbageCollector.SERIAL, GarbageCollector.ZGC}) {
            SizeQuestion question = question(collector, 0);
            SizePlan fast = Sizer.plan(question.with(USE.replaced(UseFigure.ALLOCATION, given(2_000 * MIB))));
            assertThat(fast.limitBytes()).isGreaterThan(Sizer.plan(question).limitBytes());
        }
    }

    @Test
    void anEnormousUseMustBeRefusedAndNotOverflow() {
        SizeQuestion question = question(GarbageCollector.G1, 512 * MIB);
        SizePlan plan = Sizer.plan(question.with(USE.replaced(UseFigure.LIVE, given(Long.MAX_VALUE))
                .replaced(UseFigure.DIRECT, given(Long.MAX_VALUE))
                .replaced(UseFigure.THREADS, given(Long.MAX_VALUE))));
        assertThat(plan.fits()).isFalse();
        assertThat(plan.missingBytes()).isPositive();
    }

    @Test
    void withoutALiveSetNothingMustBeNamed() {
        SizeQuestion question = question(GarbageCollector.G1, 0).with(KnownUse.NONE);
        assertThatThrownBy(() -> Sizer.plan(question)).hasMessageContaining("live set");
    }

    @Test
    void whatIsGivenMustCountBeforeWhatIsMeasured() {
        Amount measured = new Amount(500, Origin.MEASURED, "log");
        assertThat(KnownUse.NONE
                        .with(UseFigure.LIVE, given(1))
                        .with(UseFigure.LIVE, measured)
                        .value(UseFigure.LIVE))
                .hasValue(1);
        assertThat(KnownUse.NONE
                        .with(UseFigure.LIVE, measured)
                        .with(UseFigure.LIVE, given(1))
                        .value(UseFigure.LIVE))
                .hasValue(1);
    }
}
