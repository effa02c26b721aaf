package io.memsafe.benchmarks;

import io.memsafe.benchmarks.batch.BatchLab;
import io.memsafe.benchmarks.catalog.CatalogLab;
import io.memsafe.benchmarks.doctor.DoctorLab;
import io.memsafe.benchmarks.giveback.GiveBackLab;
import io.memsafe.benchmarks.jmh.JmhLab;
import io.memsafe.benchmarks.signals.SignalsLab;
import io.memsafe.benchmarks.spring.SpringLab;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.web.WebLab;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The main class behind {@code benchmarks/run}. Exit code 0: every figure reached its bar; 1: one fell short; 2: there
 * is no such lab or option, or it cannot run here.
 */
@Command(
        name = "benchmarks/run",
        synopsisHeading = "usage: ",
        customSynopsis = "benchmarks/run LAB [--quick] [options]",
        description = "Measures memsafe. 'benchmarks/run LAB --help' shows the options of a lab.",
        commandListHeading = "%nlabs:%n")
public final class Labs {

    private static final int CANNOT_MEASURE = 2;

    private Labs() {}

    /** Every lab there is: a new one is added here. */
    private static List<Lab> labs() {
        return List.of(
                new BatchLab(),
                new CatalogLab(),
                new DoctorLab(),
                new GiveBackLab(),
                new JmhLab(),
                new SignalsLab(),
                new SpringLab(),
                new WebLab());
    }

    /**
     * Runs a lab.
     *
     * @param arguments the lab and its options; none, or {@code --help}, lists the labs
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine commands = new CommandLine(new Labs());
        labs().forEach(lab -> commands.addSubcommand(lab));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        if (arguments.length == 0 || arguments[0].equals("--help")) {
            commands.usage(System.out);
            return 0;
        }
        if (!commands.getSubcommands().containsKey(arguments[0])) {
            System.err.println("no lab '" + arguments[0] + "': it is one of "
                    + String.join(", ", commands.getSubcommands().keySet()));
            return CANNOT_MEASURE;
        }
        commands.setParameterExceptionHandler((e, args) -> {
            CommandLine mistaken = e.getCommandLine();
            String name = mistaken.getCommandSpec().qualifiedName();
            mistaken.getErr().println(e.getMessage() + " ('" + name + " --help' lists what is allowed)");
            return CANNOT_MEASURE;
        });
        commands.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof CannotMeasureException) {
                command.getErr().println(e.getMessage());
                return CANNOT_MEASURE;
            }
            throw e;
        });
        return commands.execute(arguments);
    }
}
