package io.memsafe.doctor;

import io.memsafe.replay.ReplayThresholds;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of the levels. */
final class Thresholds {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Option(
            names = "--warning",
            paramLabel = "RATIO",
            defaultValue = "0.85",
            description = "Where WARNING begins, as a share of what the collector can fill: ${DEFAULT-VALUE}.")
    private double warning;

    @Option(
            names = "--critical",
            paramLabel = "RATIO",
            defaultValue = "0.95",
            description = "Where CRITICAL begins: ${DEFAULT-VALUE}.")
    private double critical;

    Thresholds() {}

    ReplayThresholds get() {
        if (!(warning > 0 && warning < critical && critical < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--warning and --critical must be shares with 0 < warning < critical < 1, but are " + warning
                            + " and " + critical);
        }
        return ReplayThresholds.DEFAULT.with(warning, critical);
    }
}
