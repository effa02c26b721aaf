package io.memsafe.doctor.config;

/**
 * A file of settings.
 *
 * @param path relative to the folder that is written; it is where the file belongs below {@code /etc}
 * @param text all of it
 */
public record ConfigFile(String path, String text) {}
