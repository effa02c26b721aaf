package io.memsafe.doctor.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc} says of a process before it is attached to. It has to be asked: attaching begins with the signal
 * SIGQUIT, which ends a process that does not wait for it.
 *
 * <p>Thread-safety: stateless.
 */
final class LinuxProcess {
    private static final Path PROC = Path.of("/proc");
    private static final int QUIT = 3;
    private static final int HEX = 16;
    private static final int MOST_COMMAND = 64 << 10;

    private final long pid;
    private final Path folder;

    LinuxProcess(long pid) {
        this.pid = pid;
        this.folder = PROC.resolve(Long.toString(pid));
    }

    /** Whether this machine has a {@code /proc} to ask. */
    static boolean available() {
        return Files.exists(PROC.resolve("self/status"));
    }

    /**
     * Whether a {@code libjvm} is mapped into it.
     *
     * @return {@code null} if that may not be seen
     */
    @Nullable
    Boolean isJvm() {
        try (BufferedReader maps = Files.newBufferedReader(folder.resolve("maps"), StandardCharsets.ISO_8859_1)) {
            for (String line = maps.readLine(); line != null; line = maps.readLine()) {
                if (line.contains("/libjvm.")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return null;
        }
    }

    /** Fails if attaching is known to be in vain, or would end the process. */
    void check() throws CannotAttachException {
        if (!Files.exists(folder)) {
            throw new CannotAttachException("there is no process " + pid + LocalJvms.advice());
        }
        String owner = owner(folder);
        String self = owner(PROC.resolve("self"));
        if (self != null && owner != null && !self.equals(owner) && !self.equals("root")) {
            throw new CannotAttachException("process " + pid + " belongs to " + owner + ", and you are " + self
                    + ": run it as that user (sudo -u " + owner + " ...)");
        }
        if (Boolean.FALSE.equals(isJvm())) {
            throw new CannotAttachException("process " + pid + " (" + name() + ") is not a JVM" + LocalJvms.advice());
        }
        if (!catchesQuit()) {
            throw new CannotAttachException("process " + pid
                    + " does not wait for the signal SIGQUIT, with which attaching begins: it is no JVM, was started with -Xrs,"
                    + " or has only just been started. Without -Xrs, or with a JMX port, it can be watched");
        }
    }

    private boolean catchesQuit() {
        String caught = status("SigCgt:");
        try {
            return caught == null || (Long.parseUnsignedLong(caught, HEX) >> (QUIT - 1) & 1) == 1;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private @Nullable String status(String key) {
        try {
            for (String line : Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(key)) {
                    return line.substring(key.length()).strip();
                }
            }
        } catch (IOException e) {
            // It has just ended, or may not be seen: attaching will tell.
        }
        return null;
    }

    private static @Nullable String owner(Path process) {
        try {
            return Files.getOwner(process).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    String name() {
        String name = status("Name:");
        return name == null ? "unknown" : name;
    }

    /** The main class, module or jar; empty if the command line does not tell. */
    String mainName() {
        List<String> arguments = commandLine();
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (CommandWords.takesNext(argument)) {
                i++;
            } else if (argument.equals("-jar") || argument.equals("-m") || argument.equals("--module")) {
                return i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
                return argument;
            }
        }
        return "";
    }

    /** The arguments; empty if they may not be seen. */
    List<String> commandLine() {
        try (var in = Files.newInputStream(folder.resolve("cmdline"))) {
            String text = new String(in.readNBytes(MOST_COMMAND), StandardCharsets.UTF_8);
            return List.of(text.split("\0", -1)).stream()
                    .limit(Math.max(0, text.chars().filter(c -> c == 0).count()))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
