package io.memsafe.spring.boot;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Hands properties to builders, so that one that is wrong is named when the application starts. */
final class Settings {
    private static final String PREFIX = "memsafe.";

    private Settings() {}

    /**
     * Sets one.
     *
     * @param name behind the prefix
     * @param value {@code null} to leave the default
     * @param setter throws what says how it would be right
     */
    static <T> void set(String name, @Nullable T value, Consumer<? super T> setter) {
        made(name, value, present -> {
            setter.accept(present);
            return present;
        });
    }

    /**
     * Makes something of one.
     *
     * @param name behind the prefix
     * @param value {@code null} for nothing
     * @param maker throws what says how it would be right
     */
    static <T, R> @Nullable R made(String name, @Nullable T value, Function<? super T, ? extends R> maker) {
        if (value == null) {
            return null;
        }
        try {
            return maker.apply(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(PREFIX + name, value, e.getMessage());
        }
    }

    /** Refuses one that is not as it should be. */
    static void check(String name, Object value, boolean right, String reason) {
        if (!right) {
            throw new InvalidConfigurationPropertyValueException(PREFIX + name, value, reason);
        }
    }
}
