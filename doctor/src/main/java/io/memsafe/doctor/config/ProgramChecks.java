package io.memsafe.doctor.config;

import io.memsafe.doctor.config.ProgramCheck.Outcome;
import io.memsafe.doctor.config.Programs.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has written files judged by the programs they are for, where these are installed. Each is run in its way to test settings,
 * on a copy in a scratch folder beside the files; nothing of the system is written, no server is started.
 *
 * <p>Thread-safety: none; one at a time for a folder.
 */
public final class ProgramChecks {
    private static final int LONGEST = 600;
    private static final String DROP_IN = "50-memsafe.conf";

    private final Path folder;
    private final Path scratch;
    private final List<ProgramCheck> checks = new ArrayList<>();

    private ProgramChecks(Path folder, Path scratch) {
        this.folder = folder;
        this.scratch = scratch;
    }

    /**
     * Runs the programs, one after the other.
     *
     * @param folder that {@link ConfigFolder} wrote
     * @param files that were written to it
     * @return one for each program
     * @throws IOException if a program cannot be run, or the folder cannot be read or written
     */
    public static List<ProgramCheck> run(Path folder, List<ConfigFile> files) throws IOException {
        Path root = folder.toAbsolutePath();
        Path scratch = Files.createTempDirectory(root, ".check-");
        try {
            ProgramChecks checks = new ProgramChecks(root, scratch);
            checks.servers(files);
            checks.system(files);
            return checks.checks;
        } finally {
            try (Stream<Path> tree = Files.walk(scratch)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static List<String> under(List<ConfigFile> files, String prefix, String suffix) {
        return files.stream()
                .map(ConfigFile::path)
                .filter(path -> path.startsWith(prefix) && path.endsWith(suffix))
                .toList();
    }

    private void servers(List<ConfigFile> files) throws IOException {
        List<String> nginx = under(files, "nginx/", ".conf");
        if (!nginx.isEmpty()) {
            judge("nginx", nginx, Programs.find("nginx"), program -> nginx(program, nginx));
        }
        for (String path : under(files, "apache2/", ".conf")) {
            judge("apache2", List.of(path), Programs.find("apache2", "httpd"), program -> apache(program, path));
        }
        for (String path : under(files, "php/", "/zz-memsafe.conf")) {
            String version = path.split("/", -1)[1];
            List<String> both = under(files, "php/", "");
            judge(
                    "php-fpm",
                    both,
                    Programs.find("php-fpm" + version, "php-fpm"),
                    program -> php(program, path, version));
        }
        for (String path : under(files, "mysql/mariadb.conf.d/", ".cnf")) {
            judge(
                    "mariadbd",
                    List.of(path),
                    Programs.find("mariadbd"),
                    program -> byExit(Programs.run(database(program, path, "--verbose", "--help"), Map.of())));
        }
        for (String path : under(files, "mysql/mysql.conf.d/", ".cnf")) {
            judge(
                    "mysqld",
                    List.of(path),
                    mysqld(),
                    program -> byExit(Programs.run(database(program, path, "--validate-config"), Map.of())));
        }
        for (String path : under(files, "postgresql/", ".conf")) {
            String version = path.split("/", -1)[1];
            judge("postgres", List.of(path), PostgresProgram.find(version), program -> postgres(program, path));
        }
        for (String path : under(files, "memsafe/java/", ".options")) {
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            // Reserves the heap, but takes only a little of it.
            judge(
                    "java",
                    List.of(path),
                    java,
                    program -> byExit(Programs.run(
                            List.of(program.toString(), "@" + folder.resolve(path), "-Xms8m", "-version"), Map.of())));
        }
    }

    private void system(List<ConfigFile> files) throws IOException {
        List<String> units = under(files, "systemd/system/", ".conf");
        if (!units.isEmpty()) {
            judge("systemd-analyze", units, Programs.find("systemd-analyze"), program -> units(program, units));
        }
        for (ConfigFile file : files) {
            if (file.path().equals("default/earlyoom")) {
                judge("earlyoom", List.of(file.path()), Programs.find("earlyoom"), program -> earlyoom(program, file));
            }
        }
        for (String path : under(files, "sysctl.d/", ".conf")) {
            judge("sysctl", List.of(path), Programs.find("sysctl"), program -> sysctl(program, path));
        }
        List<String> manifests = under(files, "kubernetes/", ".yaml");
        if (!manifests.isEmpty()) {
            judge("kubeconform", manifests, Programs.find("kubeconform"), program -> {
                List<String> command = new ArrayList<>(List.of(program.toString(), "-strict"));
                manifests.forEach(path -> command.add(folder.resolve(path).toString()));
                return byExit(Programs.run(command, Map.of()));
            });
        }
    }

    /** Asks a program; null if it takes the files, else what it says against them. */
    private interface Judge {
        @Nullable
        String objection(Path program) throws IOException;
    }

    private void judge(String name, List<String> files, @Nullable Path program, Judge judge) throws IOException {
        if (program == null || !Files.isExecutable(program)) {
            checks.add(new ProgramCheck(name, files, Outcome.NOT_INSTALLED, "no " + name + " is installed"));
            return;
        }
        String said = judge.objection(program);
        checks.add(new ProgramCheck(
                name, files, said == null ? Outcome.ACCEPTED : Outcome.REJECTED, said == null ? "" : said));
    }

    private static @Nullable String byExit(Answer answer) {
        return answer.exitCode() == 0 ? null : end(answer);
    }

    /** Why: the lines that say ERROR, else the last that was said. */
    private static String end(Answer answer) {
        String errors = String.join(
                "\n",
                answer.output().lines().filter(line -> line.contains("ERROR")).toList());
        String text = (errors.isEmpty() ? answer.output() : errors).strip();
        String last = text.length() > LONGEST ? "..." + text.substring(text.length() - LONGEST) : text;
        return "exit code " + answer.exitCode() + ": " + last;
    }

    private @Nullable String nginx(Path program, List<String> files) throws IOException {
        Path copy = scratch.resolve("nginx");
        Files.createDirectories(copy.resolve("conf.d"));
        Path modules = Path.of("/usr/lib/nginx/modules"); // which it looks for below its prefix
        if (Files.isDirectory(modules)) {
            Files.createSymbolicLink(copy.resolve("modules"), modules);
        }
        for (String path : files) {
            String text = Files.readString(folder.resolve(path))
                    .replace("/etc/nginx/conf.d/", copy + "/conf.d/")
                    .replace("include /etc/nginx/sites-enabled/*;", "")
                    .replace("/run/nginx.pid", copy + "/nginx.pid")
                    .replace("/var/log/nginx/", copy + "/");
            Files.writeString(scratch.resolve(path), text);
        }
        return byExit(Programs.run(
                List.of(program.toString(), "-t", "-p", copy + "/", "-c", copy + "/nginx.conf"), Map.of()));
    }

    private @Nullable String apache(Path program, String path) throws IOException {
        String mpm = Files.readString(folder.resolve(path)).contains("mpm_prefork_module") ? "prefork" : "event";
        Path modules = Files.isDirectory(Path.of("/usr/lib/apache2/modules"))
                ? Path.of("/usr/lib/apache2/modules")
                : Path.of("/usr/lib64/httpd/modules");
        Path main = Files.writeString(
                scratch.resolve("apache.conf"),
                String.join(
                        "\n",
                        "ServerRoot \"" + scratch + "\"",
                        "ServerName localhost",
                        "PidFile \"" + scratch + "/apache.pid\"",
                        "ErrorLog \"" + scratch + "/apache.log\"",
                        "LoadModule mpm_" + mpm + "_module " + modules + "/mod_mpm_" + mpm + ".so",
                        "LoadModule authz_core_module " + modules + "/mod_authz_core.so",
                        "Include \"" + folder.resolve(path) + "\"",
                        ""));
        return byExit(Programs.run(List.of(program.toString(), "-t", "-f", main.toString()), Map.of()));
    }

    private @Nullable String php(Path program, String path, String version) throws IOException {
        String pool = Files.readString(folder.resolve(path));
        String name = pool.substring(pool.indexOf("\n[") + 1, pool.indexOf("]\n") + 1);
        Path main = Files.writeString(
                scratch.resolve("fpm.conf"),
                String.join(
                        "\n",
                        "[global]",
                        "error_log = " + scratch + "/fpm.log",
                        name,
                        "user = nobody",
                        "listen = " + scratch + "/fpm.sock",
                        "pm = static",
                        "pm.max_children = 1",
                        "include=" + folder.resolve(path),
                        ""));
        String scanned = "/etc/php/" + version + "/fpm/conf.d:" + folder.resolve("php/" + version + "/fpm/conf.d");
        Answer answer = Programs.run(
                List.of(program.toString(), "-t", "-y", main.toString()), Map.of("PHP_INI_SCAN_DIR", scanned));
        return answer.output().contains("syntax error") ? end(answer) : byExit(answer);
    }

    private List<String> database(Path program, String path, String... how) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--defaults-file=" + folder.resolve(path),
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + scratch));
        command.addAll(List.of(how));
        return command;
    }

    /** That of MySQL: MariaDB's answers to the same name. */
    private static @Nullable Path mysqld() throws IOException {
        Path program = Programs.find("mysqld");
        boolean other = program != null
                && Programs.run(List.of(program.toString(), "--version"), Map.of())
                        .output()
                        .contains("MariaDB");
        return other ? null : program;
    }

    private @Nullable String postgres(Path program, String path) throws IOException {
        Path data = Files.createDirectories(scratch.resolve("postgres"));
        Files.writeString(data.resolve("postgresql.conf"), "include '" + folder.resolve(path) + "'\n");
        return byExit(
                Programs.run(List.of(program.toString(), "-C", "shared_buffers", "-D", data.toString()), Map.of()));
    }

    /** It warns of what it does not know or understand, by the name of the file, and ends well all the same. */
    private @Nullable String units(Path program, List<String> files) throws IOException {
        Path units = Files.createDirectories(scratch.resolve("units"));
        List<String> command = new ArrayList<>(List.of(program.toString(), "verify", "--man=no"));
        for (String path : files) {
            String unit = path.split("/", -1)[2];
            unit = unit.substring(0, unit.length() - 2);
            String service = unit.endsWith(".service") ? "[Service]\nExecStart=/bin/true\n" : "";
            Path stub = Files.writeString(units.resolve(unit), "[Unit]\nDescription=" + unit + "\n" + service);
            Path dropIns = Files.createDirectories(units.resolve(unit + ".d"));
            Files.copy(folder.resolve(path), dropIns.resolve(DROP_IN));
            command.add(stub.toString());
        }
        Answer answer = Programs.run(command, Map.of("SYSTEMD_UNIT_PATH", units + ":"));
        return answer.output().contains(DROP_IN) ? end(answer) : byExit(answer);
    }

    /** Has no way to test: it runs until it says what it will do, and is told to kill nobody. */
    private static @Nullable String earlyoom(Path program, ConfigFile file) throws IOException {
        String line = file.text()
                .substring(
                        file.text().indexOf("EARLYOOM_ARGS=\"") + 15,
                        file.text().lastIndexOf('"'));
        List<String> command = new ArrayList<>(List.of(program.toString(), "--dryrun"));
        for (String word : line.strip().split(" ", -1)) {
            command.add(word.replace("'", "")); // as systemd takes quotes away; there is no space in them
        }
        Answer answer = Programs.run(command, Map.of(), "SIGKILL when");
        return answer.output().contains("SIGKILL when") ? null : end(answer);
    }

    private @Nullable String sysctl(Path program, String path) throws IOException {
        if (!Programs.run(List.of(program.toString(), "--help"), Map.of())
                .output()
                .contains("--dry-run")) {
            return "this sysctl has no --dry-run, and so cannot be asked without changing the system";
        }
        return byExit(Programs.run(
                List.of(
                        program.toString(),
                        "--dry-run",
                        "-p",
                        folder.resolve(path).toString()),
                Map.of()));
    }
}
