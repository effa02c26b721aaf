package io.memsafe.examples.catalog;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** A part of what is to be catalogued. */
sealed interface Input permits Input.SystemModule, Input.Folder, Input.Archive {

    /** What the entries of this input name as their container, and what a person calls it. */
    String label();

    /**
     * A module of the class library.
     *
     * @param name the module's name
     */
    record SystemModule(String name) implements Input {
        @Override
        public String label() {
            return "jrt:/" + name;
        }
    }

    /**
     * A folder with everything below it; archives in it are opened.
     *
     * @param path the folder
     */
    record Folder(Path path) implements Input {
        @Override
        public String label() {
            return path.toString();
        }
    }

    /**
     * A jar or zip.
     *
     * @param path the file
     */
    record Archive(Path path) implements Input {
        @Override
        public String label() {
            return path.toString();
        }
    }

    /** Whether a file in a folder is opened like a folder. */
    static boolean isArchive(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".jar") || name.endsWith(".zip") || name.endsWith(".war") || name.endsWith(".ear");
    }

    /**
     * The class library of the running JDK, module by module.
     *
     * @param modules only these, all if empty
     * @throws IllegalArgumentException if one of them does not exist
     */
    static List<Input> classLibrary(List<String> modules) {
        TreeSet<String> names = new TreeSet<>();
        ModuleFinder finder = ModuleFinder.ofSystem();
        if (modules.isEmpty()) {
            finder.findAll().forEach(module -> names.add(module.descriptor().name()));
        }
        for (String module : modules) {
            if (finder.find(module).isEmpty()) {
                throw new IllegalArgumentException(
                        "no module " + module + " in the running JDK: 'java --list-modules' has the names");
            }
            names.add(module);
        }
        List<Input> inputs = new ArrayList<>();
        for (String name : names) {
            inputs.add(new SystemModule(name));
        }
        return inputs;
    }

    /**
     * The folders and archives of these paths.
     *
     * @throws IllegalArgumentException if one is neither, or cannot be read
     */
    static List<Input> paths(List<Path> paths) {
        List<Input> inputs = new ArrayList<>();
        for (Path path : paths) {
            Path real;
            try {
                real = path.toRealPath();
            } catch (IOException e) {
                throw new IllegalArgumentException("input " + path + " does not exist: give a folder, jar or zip", e);
            }
            if (!Files.isReadable(real)) {
                throw new IllegalArgumentException("input " + path + " cannot be read: no permission");
            }
            boolean folder = Files.isDirectory(real);
            if (!folder && !Files.isRegularFile(real)) {
                throw new IllegalArgumentException("input " + path + " is neither a folder nor a file");
            }
            Input input = folder ? new Folder(real) : new Archive(real);
            if (!inputs.contains(input)) {
                inputs.add(input);
            }
        }
        return inputs;
    }
}
